import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, Outlet, useLoaderData } from '@remix-run/react';
import { comparisonPath, datasetAddress } from '#app/components/dataset/addresses.ts';
import { ScoresTabs } from '#app/components/scores/scores-tabs.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import { expected } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { findDataset, listDatasetNames } from '#db/queries/dataset-lookup.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const { name } = expected(() => findDataset(context.db, params.dataset ?? ''));
  return { dataset: name, hasOthers: listDatasetNames(context.db).length > 1 };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Scores of ${data?.dataset ?? 'a dataset'} · Workbench` },
];

const link = 'underline underline-offset-4 hover:text-ink';

/** The frame of a dataset's scores: which dataset it is, and the pages about them. */
export default function ScoresLayout() {
  const { dataset, hasOthers } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Scores"
        lead={
          <span className="[overflow-wrap:anywhere]">
            Automatic metrics of the systems that answered{' '}
            <Link to={datasetAddress(dataset)} className={link}>
              {dataset}
            </Link>
            {hasOthers ? (
              <>
                {' '}
                (
                <Link to="/scores" className={link}>
                  other datasets
                </Link>
                )
              </>
            ) : null}
          </span>
        }
        actions={
          <div className="no-print flex flex-wrap gap-2">
            <LinkButton to={comparisonPath(dataset)}>Compare answers</LinkButton>
            <LinkButton to="/metric-pages" look="quiet">
              About the metrics
            </LinkButton>
          </div>
        }
      />
      <ScoresTabs dataset={dataset} />
      <Outlet />
    </>
  );
}
