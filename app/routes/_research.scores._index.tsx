import { type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { DatasetChoice } from '#app/components/dataset/dataset-choice.tsx';
import { scoresPath } from '#app/components/scores/addresses.ts';
import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState, PageHeader } from '#app/components/ui/surface.tsx';
import { requireResearcher } from '#app/server/session.server.ts';
import { listDatasetSummaries } from '#db/queries/datasets-admin.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const datasets = listDatasetSummaries(context.db)
    .filter(({ systems }) => systems.length > 0)
    .map(({ name, contexts, systems }) => ({ name, contexts, systems }));
  const [only] = datasets;
  if (only && datasets.length === 1) throw redirect(scoresPath(only.name));
  return { datasets };
}

export const meta: MetaFunction = () => [{ title: 'Scores · Workbench' }];

export default function ScoresIndex() {
  const { datasets } = useLoaderData<typeof loader>();
  if (datasets.length === 0)
    return (
      <>
        <PageHeader title="Scores" />
        <EmptyState
          title="Nothing to score yet"
          action={
            <LinkButton to="/import" look="primary">
              Import answers
            </LinkButton>
          }
        >
          Import dialogues, then the answers of systems to them: automatic metrics compare them here.
        </EmptyState>
      </>
    );
  return (
    <>
      <PageHeader
        title="Scores"
        lead="Automatic metrics of the systems that answered a dataset. Which one?"
      />
      <DatasetChoice datasets={datasets} to={scoresPath} />
    </>
  );
}
