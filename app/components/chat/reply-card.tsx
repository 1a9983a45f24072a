import { type ReactNode, useState } from 'react';
import { BreakableName } from '../comparison/column-name.tsx';
import { wordsClass } from '../dataset/dialogue-turns.tsx';
import { Badge } from '../ui/status.tsx';
import type { ChatReply } from './chat-view.ts';

interface ReplyCardProps {
  /** Who answers; empty for one without a name. */
  readonly name: string;
  /** Of which the last is what the dialogue goes on from. */
  readonly attempts: readonly ChatReply[];
  /** What stands under the one that is shown, once it has ended. */
  readonly children?: (reply: ChatReply) => ReactNode;
}

/** One system's reply at a turn; earlier attempts can be looked at. */
export function ReplyCard({ name, attempts, children }: ReplyCardProps) {
  const last = attempts.length - 1;
  const [chosen, setChosen] = useState<number | null>(null);
  // Another attempt is shown as soon as it begins.
  const [seen, setSeen] = useState(last);
  if (seen !== last) {
    setSeen(last);
    setChosen(null);
  }
  const index = Math.min(chosen ?? last, last);
  const reply = attempts[index];
  if (!reply) return null;
  const isWriting = reply.status === 'pending';
  return (
    <article
      aria-label={name ? `Reply of ${name}` : 'Reply'}
      aria-busy={isWriting}
      className="min-w-0 rounded-2xl rounded-es-md border border-line bg-surface px-4 py-3"
    >
      {name || attempts.length > 1 || reply.status === 'stopped' ? (
        <header className="mb-1 flex min-h-8 flex-wrap items-center justify-between gap-x-3">
          <h3 className="min-w-0 text-sm font-semibold text-ink-soft [overflow-wrap:anywhere]">
            {name ? <BreakableName name={name} /> : <span className="sr-only">Reply</span>}
          </h3>
          <span className="flex items-center gap-2">
            {reply.status === 'stopped' ? <Badge tone="warning">stopped</Badge> : null}
            {attempts.length > 1 ? (
              <AttemptChoice index={index} count={attempts.length} onChoose={setChosen} />
            ) : null}
          </span>
        </header>
      ) : (
        <h3 className="sr-only">Reply</h3>
      )}
      <ReplyWords reply={reply} />
      {isWriting ? null : children?.(reply)}
    </article>
  );
}

function ReplyWords({ reply: { status, text, error } }: { readonly reply: ChatReply }) {
  if (status === 'failed')
    return (
      <p className="text-sm text-danger [overflow-wrap:anywhere]">{error ?? 'This reply did not come.'}</p>
    );
  if (text === '')
    return (
      <p className="text-ink-faint">
        {status === 'pending' ? (
          <Writing />
        ) : status === 'stopped' ? (
          'Stopped before the first word.'
        ) : (
          'A reply without words.'
        )}
      </p>
    );
  return (
    <p dir="auto" className={wordsClass}>
      {text}
      {status === 'pending' ? (
        <span
          aria-hidden
          className="ml-0.5 inline-block h-4 w-2 animate-pulse bg-accent/60 align-text-bottom"
        />
      ) : null}
    </p>
  );
}

function Writing() {
  return (
    <>
      <span className="sr-only">Writing</span>
      <span aria-hidden className="inline-flex h-6 items-center gap-1">
        {[0, 150, 300].map((delay) => (
          <span
            key={delay}
            className="size-1.5 animate-pulse rounded-full bg-ink-faint"
            style={{ animationDelay: `${delay}ms` }}
          />
        ))}
      </span>
    </>
  );
}

interface AttemptChoiceProps {
  readonly index: number;
  readonly count: number;
  readonly onChoose: (index: number) => void;
}

function AttemptChoice({ index, count, onChoose }: AttemptChoiceProps) {
  const step =
    'flex size-8 items-center justify-center rounded-md text-ink-soft hover:bg-sunken disabled:opacity-40';
  return (
    <span className="flex items-center text-xs text-ink-soft tabular-nums">
      <button
        type="button"
        aria-label="Earlier attempt"
        disabled={index === 0}
        onClick={() => onChoose(index - 1)}
        className={step}
      >
        <span aria-hidden>‹</span>
      </button>
      <span>
        <span className="sr-only">Attempt </span>
        {index + 1} of {count}
      </span>
      <button
        type="button"
        aria-label="Later attempt"
        disabled={index === count - 1}
        onClick={() => onChoose(index + 1)}
        className={step}
      >
        <span aria-hidden>›</span>
      </button>
    </span>
  );
}
