import { Form } from '@remix-run/react';
import { Button } from '#app/components/ui/button.tsx';
import { ProgressBar } from '#app/components/ui/status.tsx';
import type { LiveJob } from '#app/server/job-view.server.ts';
import { formatCount } from '../dataset/format-count.ts';
import { remainingInWords } from '../runs/run-in-words.ts';

/** How far a job is, and the way to stop it. */
export function JobProgress({ job }: { readonly job: LiveJob }) {
  const { status, progress, cancelRequested } = job;
  const remaining = cancelRequested ? '' : remainingInWords(progress);
  const words = cancelRequested
    ? 'Stopping…'
    : status === 'queued'
      ? 'Waiting for the worker to take it.'
      : progress.message;
  return (
    <div className="flex flex-col gap-3">
      <ProgressBar label={words} value={progress.done} maximum={progress.total} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status" className="text-sm text-ink-soft">
          {words}
        </p>
        <p className="text-sm text-ink-faint tabular-nums">
          {progress.done > 0 || progress.total !== null ? formatCount(progress.done) : ''}
          {progress.total === null ? '' : ` of ${formatCount(progress.total)}`}
          {remaining ? `, ${remaining}` : ''}
        </p>
      </div>
      <Form method="post">
        <Button type="submit" look="secondary" disabled={cancelRequested}>
          Cancel
        </Button>
      </Form>
      <noscript>
        <meta httpEquiv="refresh" content="2" />
        <p className="text-sm text-ink-faint">This page reloads itself every two seconds.</p>
      </noscript>
    </div>
  );
}
