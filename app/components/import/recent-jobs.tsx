import { Link } from '@remix-run/react';
import { useId } from 'react';
import type { JobStatus } from '#db/queries/jobs.ts';
import { JobStatusBadge } from './job-status.tsx';
import { LocalTime } from './local-time.tsx';

interface RecentJobsProps {
  readonly title: string;
  readonly jobs: readonly {
    readonly id: string;
    readonly name: string;
    readonly about: string;
    readonly status: JobStatus;
    readonly createdAt: string;
  }[];
}

/** Work in the background, as its caller orders it. */
export function RecentJobs({ title, jobs }: RecentJobsProps) {
  const heading = useId();
  if (jobs.length === 0) return null;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading} className="mb-2 font-serif text-lg font-semibold">
        {title}
      </h2>
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
        {jobs.map(({ id, name, about, status, createdAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm">
            <Link
              to={`/jobs/${id}`}
              className="font-medium text-accent underline-offset-4 hover:underline [overflow-wrap:anywhere]"
            >
              {name}
            </Link>
            <span className="text-ink-soft [overflow-wrap:anywhere]">{about}</span>
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
