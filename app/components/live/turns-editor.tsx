import { useEffect, useRef } from 'react';
import { Button } from '../ui/button.tsx';
import { controlClass } from '../ui/field.tsx';
import { type DraftTurn, withoutTurn, withTurn } from './live-draft.ts';
import { mostCharacters, mostTurns } from './live-request.ts';

interface TurnsEditorProps {
  readonly turns: readonly DraftTurn[];
  readonly onChange: (turns: readonly DraftTurn[]) => void;
}

const names = { speaker: 'Speaker', listener: 'Listener' } as const;

/** The turns that are to be answered, oldest first; the two people alternate. */
export function TurnsEditor({ turns, onChange }: TurnsEditorProps) {
  const list = useRef<HTMLOListElement>(null);
  // The field that an added turn has, once it is there.
  const focusOn = useRef<number | null>(null);
  useEffect(() => {
    if (focusOn.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-turn="${focusOn.current}"]`)?.focus();
    focusOn.current = null;
  });
  const add = () => {
    const longer = withTurn(turns);
    focusOn.current = longer.at(-1)?.id ?? null;
    onChange(longer);
  };
  const remove = (id: number, index: number) => {
    const shorter = withoutTurn(turns, id);
    focusOn.current = shorter[Math.min(index, shorter.length - 1)]?.id ?? null;
    onChange(shorter);
  };
  return (
    <>
      <ol ref={list} className="flex flex-col gap-2">
        {turns.map((turn, index) => (
          <li
            key={turn.id}
            className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2 sm:grid-cols-[5rem_minmax(0,1fr)_auto]"
          >
            <label
              htmlFor={`turn-${turn.id}`}
              className={`col-span-2 pt-2 text-sm font-medium sm:col-span-1 ${turn.speaker === 'speaker' ? 'text-ink-soft' : 'text-accent'}`}
            >
              {names[turn.speaker]}
              <span className="sr-only">, turn {index + 1}</span>
            </label>
            <textarea
              id={`turn-${turn.id}`}
              data-turn={turn.id}
              dir="auto"
              rows={turns.length === 1 ? 3 : 1}
              maxLength={mostCharacters}
              value={turn.text}
              placeholder={turns.length === 1 ? 'I finally got the job I wanted!' : undefined}
              onChange={(event) => {
                const text = event.target.value;
                onChange(turns.map((each) => (each.id === turn.id ? { ...each, text } : each)));
              }}
              className={`${controlClass} max-h-64 font-serif [field-sizing:content] ${turns.length === 1 ? 'min-h-22' : ''}`}
            />
            <Button
              look="quiet"
              className="w-10 self-start px-0"
              disabled={turns.length === 1 && turn.text === ''}
              aria-label={`Remove turn ${index + 1}`}
              onClick={() => remove(turn.id, index)}
            >
              ×
            </Button>
          </li>
        ))}
      </ol>
      <div className="sm:pl-22">
        <Button look="quiet" className="-ml-4" disabled={turns.length >= mostTurns} onClick={add}>
          + {turns.at(-1)?.speaker === 'speaker' ? 'Listener’s turn' : 'Speaker’s turn'}
        </Button>
      </div>
    </>
  );
}
