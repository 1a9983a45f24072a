import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { DatasetCard } from '#app/components/dataset/dataset-card.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState, PageHeader } from '#app/components/ui/surface.tsx';
import { requireResearcher } from '#app/server/session.server.ts';
import { listDatasetSummaries } from '#db/queries/datasets-admin.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return { datasets: listDatasetSummaries(context.db) };
}

export const meta: MetaFunction = () => [{ title: 'Datasets · Workbench' }];

export default function Datasets() {
  const { datasets } = useLoaderData<typeof loader>();
  if (datasets.length === 0)
    return (
      <>
        <PageHeader title="Datasets" />
        <EmptyState
          title="No dialogues yet"
          action={
            <LinkButton to="/import" look="primary">
              Import a dataset
            </LinkButton>
          }
        >
          A dataset is a collection of dialogues between a speaker and a listener. Import one, then the
          answers of systems to it.
        </EmptyState>
      </>
    );
  return (
    <>
      <PageHeader
        title="Datasets"
        lead="Collections of dialogues, and the systems that have answered them."
        actions={<LinkButton to="/import">Import</LinkButton>}
      />
      <ul className="flex flex-col gap-3">
        {datasets.map((dataset) => (
          <li key={dataset.id}>
            <DatasetCard dataset={dataset} />
          </li>
        ))}
      </ul>
    </>
  );
}
