import { type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { comparisonPath } from '#app/components/dataset/addresses.ts';
import { DatasetChoice } from '#app/components/dataset/dataset-choice.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState, PageHeader } from '#app/components/ui/surface.tsx';
import { requireResearcher } from '#app/server/session.server.ts';
import { listDatasetSummaries } from '#db/queries/datasets-admin.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const datasets = listDatasetSummaries(context.db).map(({ name, contexts, systems }) => ({
    name,
    contexts,
    systems,
  }));
  const [only] = datasets;
  if (only && datasets.length === 1) throw redirect(comparisonPath(only.name));
  return { datasets };
}

export const meta: MetaFunction = () => [{ title: 'Compare · Workbench' }];

export default function CompareIndex() {
  const { datasets } = useLoaderData<typeof loader>();
  if (datasets.length === 0)
    return (
      <>
        <PageHeader title="Compare" />
        <EmptyState
          title="Nothing to compare yet"
          action={
            <LinkButton to="/import" look="primary">
              Import a dataset
            </LinkButton>
          }
        >
          Import dialogues, then the answers of systems to them: here they stand side by side.
        </EmptyState>
      </>
    );
  return (
    <>
      <PageHeader
        title="Compare"
        lead="Answers of systems to the same contexts, side by side. In which dataset?"
      />
      <DatasetChoice datasets={datasets} to={comparisonPath} />
    </>
  );
}
