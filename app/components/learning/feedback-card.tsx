import { Link } from '@remix-run/react';
import { LocalTime } from '#app/components/import/local-time.tsx';
import { systemAddress } from '#app/components/systems/addresses.ts';
import { Button } from '#app/components/ui/button.tsx';
import { Badge } from '#app/components/ui/status.tsx';
import type { ShownFeedback } from '#app/server/learning/feedback-page.server.ts';

const reasons = {
  unsafe: 'unsafe',
  hurtful: 'hurtful',
  'not-empathetic': 'not empathetic',
  irrelevant: 'beside the point',
  nonsense: 'nonsense',
  other: 'another reason',
} as const;

/** A report or an edit: what was said, what was wrong with it, and what may become of it. */
export function FeedbackCard({ row, isBusy }: { readonly row: ShownFeedback; readonly isBusy: boolean }) {
  const { id, kind, system, reply, correction, reason, remark, status, updatedAt, checkpoint, who } = row;
  const value = `${id} ${updatedAt}`;
  const title = `${kind === 'report' ? 'Report of' : 'Edit of'} a reply by ${system}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of the queue act on the card that has the focus
    <article tabIndex={0} aria-label={title} className="rounded-xl border border-line bg-surface p-4 sm:p-5">
      <header className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <input
          type="checkbox"
          name="feedback"
          value={value}
          aria-label={`Tick: ${title}`}
          className="size-4"
        />
        <Badge tone={kind === 'report' ? 'danger' : 'accent'}>
          {kind === 'report' ? `Report: ${reason ? reasons[reason] : ''}` : 'Edit'}
        </Badge>
        <Link
          to={systemAddress(system)}
          className="font-medium underline-offset-4 [overflow-wrap:anywhere] hover:text-accent hover:underline"
        >
          {system}
        </Link>
        <span className="text-ink-faint">
          {who}, <LocalTime at={row.createdAt} />
        </span>
      </header>
      <Turns turns={row.history} />
      <div className="mt-3 flex flex-col gap-3 border-l-2 border-line pl-3 sm:pl-4">
        <Said term={kind === 'report' ? 'Reported reply' : 'What was said'} tone="text-danger">
          {reply}
        </Said>
        {correction === null ? null : (
          <Said term="What should have been said" tone="text-good">
            {correction}
          </Said>
        )}
        {remark ? (
          <Said term="In their words" tone="text-ink-faint">
            {remark}
          </Said>
        ) : null}
      </div>
      <footer className="mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <p className="text-xs text-ink-faint">
          {checkpoint ? (
            <>
              Checkpoint <code title={checkpoint}>{checkpoint.slice(0, 12)}</code>
            </>
          ) : (
            'No checkpoint is known'
          )}
          {row.decidedAt ? (
            <>
              {' '}
              · decided{row.decidedByName ? ` by ${row.decidedByName}` : ''}, <LocalTime at={row.decidedAt} />
            </>
          ) : null}
        </p>
        <div className="flex flex-wrap gap-2">
          {status === 'open' ? null : (
            <Button type="submit" name="intent" value={`open ${value}`} look="quiet" disabled={isBusy}>
              Open again
            </Button>
          )}
          {status === 'dropped' ? null : (
            <Button type="submit" name="intent" value={`dropped ${value}`} look="secondary" disabled={isBusy}>
              Drop
            </Button>
          )}
          {status === 'accepted' ? null : (
            <Button type="submit" name="intent" value={`accepted ${value}`} disabled={isBusy}>
              Accept
            </Button>
          )}
        </div>
      </footer>
    </article>
  );
}

function Said({
  term,
  tone,
  children,
}: {
  readonly term: string;
  readonly tone: string;
  readonly children: string;
}) {
  return (
    <div>
      <p className={`text-xs font-medium ${tone}`}>{term}</p>
      <p dir="auto" className="font-serif whitespace-pre-wrap [overflow-wrap:anywhere]">
        {children}
      </p>
    </div>
  );
}

function Turns({ turns }: { readonly turns: ShownFeedback['history'] }) {
  return (
    <ol className="flex flex-col gap-1.5">
      {turns.map(({ speaker, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: turns are told apart by their place alone
        <li key={index} className="grid grid-cols-[5rem_minmax(0,1fr)] gap-x-2">
          <span className="pt-0.5 text-xs text-ink-faint">{speaker === 'speaker' ? 'Person' : 'System'}</span>
          <span dir="auto" className="font-serif whitespace-pre-wrap [overflow-wrap:anywhere]">
            {text}
          </span>
        </li>
      ))}
    </ol>
  );
}
