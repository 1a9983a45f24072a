import { useState } from 'react';
import { DialogueTurns } from '../dataset/dialogue-turns.tsx';
import { counted } from '../dataset/format-count.ts';
import { LocalTime } from '../import/local-time.tsx';
import { Button } from '../ui/button.tsx';
import { CopyJson } from './copy-json.tsx';
import { Reference, settingsInWords } from './current-round.tsx';
import { LiveAnswers } from './live-answers.tsx';
import type { LiveRound } from './live-rounds.ts';
import { roundJson } from './round-json.ts';

interface EarlierRoundsProps {
  /** The newest first. */
  readonly rounds: readonly LiveRound[];
  /** Puts what was asked back into the form. */
  readonly onTake: (round: LiveRound) => void;
  readonly onClear: () => void;
}

/** What was asked before on this page; each opens to its answers. */
export function EarlierRounds({ rounds, onTake, onClear }: EarlierRoundsProps) {
  if (rounds.length === 0) return null;
  return (
    <section aria-labelledby="earlier-title" className="mt-8">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 id="earlier-title" className="text-sm font-medium text-ink-faint">
          Earlier in this tab
        </h2>
        <Button look="quiet" onClick={onClear}>
          Clear
        </Button>
      </div>
      <ul className="flex flex-col gap-2">
        {rounds.map((round) => (
          <li key={round.id}>
            <EarlierRound round={round} onTake={onTake} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface EarlierRoundProps {
  readonly round: LiveRound;
  readonly onTake: (round: LiveRound) => void;
}

function EarlierRound({ round, onTake }: EarlierRoundProps) {
  const [isOpen, setOpen] = useState(false);
  const { request, context, askedAt } = round;
  return (
    <details
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="rounded-xl border border-line px-4 open:bg-sunken/40 open:pb-4"
    >
      <summary className="min-h-11 py-2.5 text-sm">
        <span dir="auto" className="font-serif text-base [overflow-wrap:anywhere]">
          {shortened(request.turns.at(-1)?.text ?? '')}
        </span>
        <span className="ml-3 text-ink-faint">
          {counted(request.systems.length, 'system')} · {settingsInWords(round)} · <LocalTime at={askedAt} />
        </span>
      </summary>
      {isOpen ? (
        <div className="flex flex-col gap-4 pt-2">
          <DialogueTurns turns={request.turns} />
          <LiveAnswers round={round} />
          <Reference text={context?.reference ?? null} />
          <div className="flex flex-wrap gap-2">
            <Button look="secondary" onClick={() => onTake(round)}>
              Take up again
            </Button>
            <CopyJson make={() => roundJson(round)} />
          </div>
        </div>
      ) : null}
    </details>
  );
}

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length > 120 ? `${characters.slice(0, 119).join('')}…` : text;
}
