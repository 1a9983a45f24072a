import type { FetcherWithComponents } from '@remix-run/react';
import { type KeyboardEvent, type RefObject, useId } from 'react';
import { type ArenaChoice, arenaChoices } from '#annotations/arena/arena-vote.ts';
import { buttonClass } from '../ui/button.tsx';
import { choiceLabels } from './arena-view.ts';

interface VoteButtonsProps {
  readonly fetcher: FetcherWithComponents<unknown>;
  /** Where the keys are heard; it takes the focus when both have answered. */
  readonly group: RefObject<HTMLFieldSetElement>;
  /** Somebody begins to write instead. */
  readonly onWrite: () => void;
}

/** The four answers. While the focus is among them 1 to 4 vote, arrows go from one to the next, and letters go on talking. */
export function VoteButtons({ fetcher, group, onWrite }: VoteButtonsProps) {
  const id = useId();
  const isSending = fetcher.state !== 'idle';
  const buttons = () => [...(group.current?.querySelectorAll('button') ?? [])];
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const from = at < 0 && step < 0 ? 0 : at;
      all[(from + step + all.length) % all.length]?.focus();
    } else if (/^[1-4]$/.test(event.key)) {
      event.preventDefault();
      all[Number(event.key) - 1]?.click();
    } else if (/^\p{L}$/u.test(event.key)) onWrite();
  };
  return (
    <>
      <fieldset
        ref={group}
        tabIndex={-1}
        disabled={isSending}
        aria-describedby={`${id}-hint`}
        onKeyDown={press}
        className="group -mx-2 -mb-1 grid grid-cols-2 gap-2 rounded-lg px-2 pb-1 outline-none focus:bg-accent-soft sm:grid-cols-4"
      >
        <legend className="float-left col-span-full pt-1.5 text-sm font-medium">
          Which answered better so far?
        </legend>
        {arenaChoices.map((choice, index) => (
          <button
            key={choice}
            type="button"
            onClick={() => fetcher.submit({ intent: 'vote', choice }, { method: 'post' })}
            className={buttonClass('secondary', 'min-h-12 px-2')}
          >
            <Mark choice={choice} />
            {choiceLabels[choice]}
            <kbd
              aria-hidden
              className="hidden rounded border border-line px-1.5 font-sans text-xs text-ink-faint sm:group-focus-within:[@media(hover:hover)]:inline"
            >
              {index + 1}
            </kbd>
          </button>
        ))}
      </fieldset>
      <p id={`${id}-hint`} className="sr-only">
        Press 1 to 4 to vote, or write on to hear more of both first.
      </p>
    </>
  );
}

const marks: Readonly<Record<ArenaChoice, string>> = { first: '←', second: '→', tie: '=', 'both-bad': '×' };

function Mark({ choice }: { readonly choice: ArenaChoice }) {
  return (
    <span aria-hidden className="text-accent">
      {marks[choice]}
    </span>
  );
}
