import { Link } from '@remix-run/react';
import { Badge } from '#app/components/ui/status.tsx';
import type { AttentionRow } from '#db/queries/study-attention.ts';
import { Section } from './section.tsx';
import { When } from './when.tsx';

interface AttentionCardProps {
  readonly dataset: string;
  readonly rows: readonly AttentionRow[];
  readonly total: number;
}

/** What annotators flagged, commented on or skipped, each with a way to the context. */
export function AttentionCard({ dataset, rows, total }: AttentionCardProps) {
  return (
    <Section title="To look at" lead="What annotators flagged, commented on or skipped, newest first.">
      {rows.length === 0 ? (
        <p className="text-sm text-ink-soft">Nothing so far.</p>
      ) : (
        <ul className="divide-y divide-line">
          {rows.map((row) => (
            <li key={row.assignmentId} className="py-3 first:pt-0 last:pb-0">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                <Link
                  to={`/compare/${encodeURIComponent(dataset)}?context=${row.contextId}`}
                  className="font-medium break-all text-accent underline underline-offset-4 hover:text-accent-strong"
                >
                  {row.item}
                </Link>
                {row.flagged ? <Badge tone="warning">Flagged</Badge> : null}
                {row.status === 'skipped' ? <Badge tone="danger">Skipped</Badge> : null}
                {row.comment ? <Badge tone="accent">Comment</Badge> : null}
                <span className="text-ink-faint">
                  {row.pseudonym}
                  {row.emotion ? ` · ${row.emotion}` : ''} · <When at={row.at} precise />
                </span>
              </div>
              {row.skipReason ? (
                <p className="mt-1 text-sm">
                  <span className="text-ink-faint">Reason: </span>
                  {row.skipReason}
                </p>
              ) : null}
              {row.comment ? (
                <p className="mt-1 font-serif whitespace-pre-line text-ink-soft">{row.comment}</p>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {total > rows.length ? (
        <p className="mt-4 text-sm text-ink-faint">
          These are the latest {rows.length} of {total.toLocaleString('en-GB')}.{' '}
          <Link to="?looking=all" preventScrollReset className="underline underline-offset-4">
            Show more
          </Link>
        </p>
      ) : null}
    </Section>
  );
}
