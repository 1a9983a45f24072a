import { wordsClass } from '../dataset/dialogue-turns.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/status.tsx';
import { CopyJson } from './copy-json.tsx';
import { LiveAnswers } from './live-answers.tsx';
import { decodingOptions, largestSeed } from './live-request.ts';
import { type LiveRound, unfinishedSystems } from './live-rounds.ts';
import { optionsInWords } from './options-in-words.ts';
import { roundJson } from './round-json.ts';

interface CurrentRoundProps {
  readonly round: LiveRound;
  readonly onAgain: () => void;
  /** Asks the same with this seed. */
  readonly onSeed: (seed: number) => void;
}

/** What was asked last, and its answers as they come. */
export function CurrentRound({ round, onAgain, onSeed }: CurrentRoundProps) {
  const { request, context, isRunning, problem } = round;
  const unfinished = unfinishedSystems(round).length;
  return (
    <section aria-labelledby="answers-title" className="mt-6">
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h2 id="answers-title" className="text-sm font-medium text-ink-faint">
            Answers <span className="tabular-nums">· {settingsInWords(round)}</span>
          </h2>
          <p dir="auto" className="truncate font-serif text-sm text-ink-soft">
            {request.turns.at(-1)?.text}
          </p>
        </div>
        {isRunning ? null : (
          <div className="flex flex-wrap gap-2">
            {unfinished > 0 ? (
              <Button look={problem ? 'primary' : 'secondary'} onClick={onAgain}>
                Try again{unfinished < request.systems.length ? ` (${unfinished})` : ''}
              </Button>
            ) : null}
            <Button
              look="secondary"
              onClick={() => onSeed(request.seed === largestSeed ? 0 : request.seed + 1)}
            >
              Another seed
            </Button>
            <CopyJson make={() => roundJson(round)} />
          </div>
        )}
      </div>
      {problem ? (
        <div className="mb-3">
          <Notice tone="danger" title={problem} />
        </div>
      ) : null}
      <LiveAnswers round={round} />
      <Reference text={context?.reference ?? null} />
    </section>
  );
}

/** What the person answered: behind a click, so that it does not colour the reading of the others. */
export function Reference({ text }: { readonly text: string | null }) {
  if (text === null) return null;
  return (
    <details className="mt-3 rounded-xl border border-line bg-surface px-4 open:pb-4">
      <summary className="min-h-11 py-2.5 text-sm font-medium">What the person answered</summary>
      <p dir="auto" className={`${wordsClass} max-w-prose`}>
        {text}
      </p>
    </details>
  );
}

export function settingsInWords({ request }: LiveRound): string {
  return [`seed ${request.seed}`, ...optionsInWords(decodingOptions(request.settings))].join(' · ');
}
