import { Link } from '@remix-run/react';
import type { GenerationJob } from '#db/queries/generation-jobs.ts';
import { JobStatusBadge } from '../import/job-status.tsx';
import { LocalTime } from '../import/local-time.tsx';
import { runInWords } from './run-in-words.ts';

/** Runs of systems in the background, newest first. */
export function RecentRuns({ jobs }: { readonly jobs: readonly GenerationJob[] }) {
  if (jobs.length === 0) return null;
  return (
    <section aria-labelledby="recent-runs">
      <h2 id="recent-runs" className="mb-2 font-serif text-lg font-semibold">
        Recent runs
      </h2>
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
        {jobs.map(({ id, request, status, createdAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm">
            <Link
              to={`/jobs/${id}`}
              className="font-medium text-accent underline-offset-4 hover:underline [overflow-wrap:anywhere]"
            >
              {request.system} on {request.dataset}
            </Link>
            <span className="text-ink-soft">{runInWords(request)}</span>
            <span className="ml-auto flex items-center gap-3 text-ink-faint">
              <LocalTime at={createdAt} />
              <JobStatusBadge status={status} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
