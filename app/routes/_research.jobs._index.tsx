import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { RecentImports } from '#app/components/import/recent-imports.tsx';
import { RecentRuns } from '#app/components/runs/recent-runs.tsx';
import { useRefresh } from '#app/components/runs/use-refresh.ts';
import { RecentScorings } from '#app/components/scores/recent-scorings.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { EmptyState, PageHeader } from '#app/components/ui/surface.tsx';
import { requireResearcher } from '#app/server/session.server.ts';
import { listGenerationJobs } from '#db/queries/generation-jobs.ts';
import { listRecentImports } from '#db/queries/recent-imports.ts';
import { listRecentScorings } from '#db/queries/recent-scorings.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return {
    imports: listRecentImports(context.db, 100),
    runs: listGenerationJobs(context.db),
    scorings: listRecentScorings(context.db, 50),
  };
}

export const meta: MetaFunction = () => [{ title: 'Jobs · Workbench' }];

export default function Jobs() {
  const { imports, runs, scorings } = useLoaderData<typeof loader>();
  const all = [...imports, ...runs, ...scorings];
  useRefresh(all.some(({ status }) => status === 'queued' || status === 'running'));
  return (
    <div className="max-w-4xl">
      <PageHeader title="Jobs" lead="Work that goes on in the background, newest first." />
      {all.length > 0 ? (
        <div className="flex flex-col gap-8">
          <RecentRuns jobs={runs} />
          <RecentScorings scorings={scorings} />
          <RecentImports imports={imports} />
        </div>
      ) : (
        <EmptyState title="No jobs yet" action={<LinkButton to="/import">Import</LinkButton>}>
          Imports from the browser, runs of systems and scoring show up here.
        </EmptyState>
      )}
    </div>
  );
}
