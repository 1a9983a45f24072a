import { Link } from '@remix-run/react';
import { useId } from 'react';
import { ProgressBar } from '#app/components/ui/status.tsx';
import type { GenerationJob } from '#db/queries/generation-jobs.ts';
import { formatCount } from '../dataset/format-count.ts';
import { remainingInWords, runInWords } from './run-in-words.ts';
import { useRefresh } from './use-refresh.ts';

interface OpenRunsProps {
  readonly jobs: readonly GenerationJob[];
  /** What the page is about already needs no saying. */
  readonly about?: 'system' | 'dataset';
}

/** Runs that wait or go on, each with how far it is. The page follows them by itself; nothing where there are none. */
export function OpenRuns({ jobs, about }: OpenRunsProps) {
  const id = useId();
  useRefresh(jobs.length > 0);
  if (jobs.length === 0) return null;
  return (
    <section aria-labelledby={id} className="mb-6 rounded-xl border border-line bg-surface px-4 py-3">
      <h2 id={id} className="text-sm font-medium">
        Answers are on their way
      </h2>
      <ul className="mt-1 divide-y divide-line">
        {jobs.map((job) => (
          <OpenRun key={job.id} job={job} about={about} />
        ))}
      </ul>
    </section>
  );
}

function OpenRun({ job, about }: { readonly job: GenerationJob; readonly about: OpenRunsProps['about'] }) {
  const { id, request, progress, status } = job;
  const { system, dataset } = request;
  const name = about === 'system' ? dataset : about === 'dataset' ? system : `${system} on ${dataset}`;
  const remaining = remainingInWords(progress);
  return (
    <li className="grid items-center gap-x-6 gap-y-1 py-2 text-sm sm:grid-cols-[minmax(0,1fr)_minmax(6rem,14rem)_minmax(0,1fr)]">
      <p className="min-w-0 [overflow-wrap:anywhere]">
        <Link to={`/jobs/${id}`} className="font-medium text-accent underline-offset-4 hover:underline">
          {name}
        </Link>{' '}
        <span className="text-ink-soft">{runInWords(request)}</span>
      </p>
      <ProgressBar label={`Run of ${system} on ${dataset}`} value={progress.done} maximum={progress.total} />
      <p className="text-ink-soft tabular-nums sm:text-right">
        {status === 'queued'
          ? 'waiting its turn'
          : progress.total === null
            ? progress.message
            : `${formatCount(progress.done)} of ${formatCount(progress.total)}${remaining ? `, ${remaining}` : ''}`}
      </p>
    </li>
  );
}
