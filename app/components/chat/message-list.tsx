import type { CSSProperties, ReactNode } from 'react';
import { wordsClass } from '../dataset/dialogue-turns.tsx';
import type { ChatReply, ChatTurn } from './chat-view.ts';
import { ReplyCard } from './reply-card.tsx';

export interface ReplyPlace {
  readonly turn: number;
  readonly lane: number;
  readonly attempt: number;
}

interface MessageListProps {
  readonly turns: readonly ChatTurn[];
  /** Names of those who answer, by lane; empty for one without a name. */
  readonly lanes: readonly string[];
  /** What stands under a reply that has ended. */
  readonly underReply?: (reply: ChatReply, place: ReplyPlace & { readonly isLast: boolean }) => ReactNode;
}

/** What was said, oldest first: the person's words, and under them what each system replied, side by side where it fits. */
export function MessageList({ turns, lanes, underReply }: MessageListProps) {
  return (
    <>
      <h2 className="sr-only">Messages</h2>
      <ol aria-label="Messages" className="flex flex-col gap-6">
        {turns.map(({ turn, text, lanes: replies }) => (
          <li key={turn} className="flex flex-col gap-3">
            <div className={`flex w-full justify-end ${lanes.length === 1 ? 'mx-auto max-w-3xl' : ''}`}>
              <div className="max-w-[min(40rem,92%)] rounded-2xl rounded-ee-md bg-accent-soft px-4 py-2.5">
                <span className="sr-only">You said:</span>
                <p dir="auto" className={wordsClass}>
                  {text}
                </p>
              </div>
            </div>
            <div
              className={
                lanes.length === 1
                  ? 'mx-auto w-full max-w-3xl'
                  : 'grid items-start gap-3 md:grid-cols-2 xl:grid-cols-[repeat(var(--lanes),minmax(0,1fr))]'
              }
              style={{ '--lanes': Math.min(lanes.length, 4) } as CSSProperties}
            >
              {replies.map((attempts, lane) => (
                <ReplyCard
                  // biome-ignore lint/suspicious/noArrayIndexKey: a lane is its place
                  key={lane}
                  name={lanes[lane] ?? ''}
                  attempts={attempts}
                >
                  {(reply) =>
                    underReply?.(reply, {
                      turn,
                      lane,
                      attempt: reply.attempt,
                      isLast: turn === turns.length - 1 && attempts.at(-1)?.status !== 'pending',
                    })
                  }
                </ReplyCard>
              ))}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Whole replies as they come, for screen readers alone: words on their way are not read out. */
export function RepliesTold({
  told,
  lanes,
}: {
  readonly told: readonly { readonly lane: number; readonly text: string }[];
  readonly lanes: readonly string[];
}) {
  return (
    <div role="log" aria-label="Replies" aria-live="polite" className="sr-only">
      {told.map(({ lane, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: it only grows
        <p key={index}>
          {lanes[lane] ? `${lanes[lane]} replied:` : 'Reply:'} {text}
        </p>
      ))}
    </div>
  );
}
