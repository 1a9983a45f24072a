import { Form, Link } from '@remix-run/react';
import { useLiveJob } from '#app/components/import/use-live-job.ts';
import { Button } from '#app/components/ui/button.tsx';
import { ProgressBar } from '#app/components/ui/status.tsx';
import type { LiveJob } from '#app/server/job-view.server.ts';
import { formatCount } from '../dataset/format-count.ts';
import { remainingInWords } from '../runs/run-in-words.ts';

/** How far the scoring is; when it ends, the page loads its scores. */
export function ScoreProgress({ job: loaded }: { readonly job: LiveJob }) {
  const job = useLiveJob(loaded, false);
  const { id, status, progress, cancelRequested } = job;
  const { done, total, message } = progress;
  const remaining = remainingInWords(progress);
  const words = cancelRequested ? 'Stopping…' : status === 'queued' ? 'Waiting its turn' : message;
  return (
    <section
      aria-label="Scoring"
      className="no-print flex flex-wrap items-center gap-x-6 gap-y-2 rounded-xl border border-line bg-surface px-5 py-3 text-sm"
    >
      <p role="status" className="font-medium">
        {words}
      </p>
      <div className="min-w-40 flex-1">
        <ProgressBar label="Scoring" value={done} maximum={status === 'queued' ? null : total} />
      </div>
      <p className="text-ink-soft tabular-nums">
        {status === 'queued' || total === null ? '' : `${formatCount(done)} of ${formatCount(total)}`}
        {remaining ? `, ${remaining}` : ''}
      </p>
      <Link to={`/jobs/${id}`} className="text-ink-soft underline underline-offset-4 hover:text-ink">
        The job
      </Link>
      <Form method="post">
        <input type="hidden" name="intent" value="cancel" />
        <input type="hidden" name="job" value={id} />
        <Button type="submit" look="quiet" disabled={cancelRequested}>
          Cancel
        </Button>
      </Form>
      <noscript>
        <meta httpEquiv="refresh" content="2" />
      </noscript>
    </section>
  );
}
