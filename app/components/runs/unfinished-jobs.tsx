import { Link } from '@remix-run/react';
import type { GenerationJob } from '#db/queries/generation-jobs.ts';
import { JobStatusBadge } from '../import/job-status.tsx';
import { LocalTime } from '../import/local-time.tsx';
import { runInWords } from './run-in-words.ts';

/** Jobs that ended before their run did, with why. */
export function UnfinishedJobs({ jobs }: { readonly jobs: readonly GenerationJob[] }) {
  if (jobs.length === 0) return null;
  return (
    <ul
      aria-label="Runs that stopped"
      className="mb-4 divide-y divide-line rounded-lg border border-line text-sm"
    >
      {jobs.map(({ id, status, request, error, createdAt }) => (
        <li key={id} className="px-4 py-3">
          <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <Link to={`/jobs/${id}`} className="font-medium text-accent underline-offset-4 hover:underline">
              {request.dataset}, {runInWords(request)}
            </Link>
            <span className="ml-auto flex items-center gap-3 text-ink-faint">
              <LocalTime at={createdAt} />
              <JobStatusBadge status={status} />
            </span>
          </p>
          {error ? <p className="mt-1 text-ink-soft [overflow-wrap:anywhere]">{error}</p> : null}
        </li>
      ))}
    </ul>
  );
}
