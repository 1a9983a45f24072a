import type { ReactNode } from 'react';
import type { ContextTurn } from '#db/schema/datasets.ts';
import { FoundText } from './found-text.tsx';

interface DialogueTurnsProps {
  readonly turns: readonly ContextTurn[];
  /** What was searched for, to be marked. */
  readonly search?: string;
  /** What stands under a turn, by its index. */
  readonly note?: (turnIndex: number) => ReactNode;
}

const names = { speaker: 'Speaker', listener: 'Listener' } as const;

/** Turns to be read: who speaks in the margin, the words beside it. */
export function DialogueTurns({ turns, search = '', note }: DialogueTurnsProps) {
  return (
    <ol className="flex flex-col gap-3">
      {turns.map((turn, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place in the dialogue
        <li key={index} className="grid gap-x-4 sm:grid-cols-[5rem_minmax(0,1fr)]">
          <span
            className={`text-sm font-medium sm:pt-0.5 ${turn.speaker === 'speaker' ? 'text-ink-soft' : 'text-accent'}`}
          >
            {names[turn.speaker]}
          </span>
          <div className="min-w-0">
            <p dir="auto" className={`${wordsClass} max-w-prose`}>
              <FoundText text={turn.text} search={search} />
            </p>
            {note?.(index)}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** How people's and systems' words look everywhere: as they were written, never wider than their place. */
export const wordsClass = 'font-serif text-base whitespace-pre-wrap [overflow-wrap:anywhere]';
