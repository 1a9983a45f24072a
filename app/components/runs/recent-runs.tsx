import type { GenerationJob } from '#db/queries/generation-jobs.ts';
import { RecentJobs } from '../import/recent-jobs.tsx';
import { runInWords } from './run-in-words.ts';

/** Runs of systems in the background, newest first. */
export function RecentRuns({ jobs }: { readonly jobs: readonly GenerationJob[] }) {
  const runs = jobs.map(({ id, request, status, createdAt }) => ({
    id,
    name: `${request.system} on ${request.dataset}`,
    about: runInWords(request),
    status,
    createdAt,
  }));
  return <RecentJobs title="Recent runs" jobs={runs} />;
}
