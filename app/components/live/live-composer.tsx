import { Link } from '@remix-run/react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { LiveContext } from '#app/server/live-context.server.ts';
import type { LiveSystem } from '#app/server/live-systems.server.ts';
import { comparisonPath } from '../dataset/addresses.ts';
import { Button } from '../ui/button.tsx';
import { Badge } from '../ui/status.tsx';
import { DecodingFields } from './decoding-fields.tsx';
import { isUnchanged, type LiveDraft } from './live-draft.ts';
import { SystemsChoice } from './systems-choice.tsx';
import { TurnsEditor } from './turns-editor.tsx';

interface LiveComposerProps {
  readonly draft: LiveDraft;
  readonly systems: readonly LiveSystem[];
  readonly isRunning: boolean;
  /** What the draft lacks, once somebody has tried to ask. */
  readonly problem: string | null;
  /** Ways to fill in the turns. */
  readonly picker: ReactNode;
  readonly onChange: (changes: Partial<LiveDraft>) => void;
  readonly onEmpty: () => void;
  readonly onAnswer: () => void;
  readonly onStop: () => void;
}

/** What is asked, and whom. */
export function LiveComposer(props: LiveComposerProps) {
  const { draft, systems, isRunning, problem, picker, onChange, onEmpty, onAnswer, onStop } = props;
  const hasSource = isUnchanged(draft);
  const isEmpty = draft.turns.length === 1 && draft.turns[0]?.text === '';
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || isRunning) return;
    event.preventDefault();
    onAnswer();
  };
  return (
    <form
      aria-label="What is asked"
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRunning) onAnswer();
      }}
      className="grid gap-x-10 gap-y-5 rounded-xl border border-line bg-surface p-4 sm:p-5 lg:grid-cols-[minmax(0,1fr)_minmax(18rem,26rem)]"
    >
      <div className="flex min-w-0 flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="mr-auto text-sm font-medium">Context</h2>
          {picker}
          <Button look="quiet" disabled={isEmpty} onClick={onEmpty}>
            Empty
          </Button>
        </div>
        <TurnsEditor turns={draft.turns} onChange={(turns) => onChange({ turns })} />
        <div className="flex flex-wrap items-center gap-3 sm:pl-22">
          <Button type="submit" aria-keyshortcuts="Control+Enter" aria-disabled={isRunning}>
            Answer
          </Button>
          {/* Beside it, not in its place: one button that turns into the other during its click would submit. */}
          {isRunning ? (
            <Button look="danger" onClick={onStop}>
              Stop
            </Button>
          ) : null}
          <span className={`text-xs text-ink-faint ${isRunning ? 'hidden' : 'max-sm:hidden'}`}>
            Ctrl + Enter
          </span>
          <p role="alert" className="text-sm font-medium text-danger">
            {problem}
          </p>
        </div>
        {draft.context ? <SourceLine context={draft.context} isUnchanged={hasSource} /> : null}
      </div>
      <div className="flex min-w-0 flex-col gap-4 max-lg:border-t max-lg:border-line max-lg:pt-4">
        <SystemsChoice
          systems={systems}
          chosen={draft.systems}
          hasSource={hasSource}
          onChange={(chosen) => onChange({ systems: chosen })}
        />
        <DecodingFields
          draft={draft}
          systems={systems.filter(({ name }) => draft.systems.includes(name))}
          onChange={onChange}
        />
      </div>
    </form>
  );
}

interface SourceLineProps {
  readonly context: LiveContext;
  readonly isUnchanged: boolean;
}

function SourceLine({
  context: { source, emotion, split, situation, convId },
  isUnchanged,
}: SourceLineProps) {
  if (!isUnchanged)
    return (
      <p className="text-sm text-ink-faint">
        Changed, so that it is no longer the context of {source.dataset}: there is no person’s answer to it.
      </p>
    );
  const query = new URLSearchParams({ context: String(source.context) });
  return (
    <div className="flex flex-col gap-2 border-t border-line pt-3 text-sm">
      <p className="flex flex-wrap items-center gap-2 text-ink-soft">
        {emotion === null ? null : <Badge tone="accent">{emotion}</Badge>}
        {split}
        <Link
          to={`${comparisonPath(source.dataset)}?${query}`}
          className="text-accent underline-offset-4 hover:underline [overflow-wrap:anywhere]"
        >
          {source.dataset}, {convId}
        </Link>
      </p>
      {situation === null ? null : (
        <p dir="auto" className="max-w-prose font-serif text-ink-soft [overflow-wrap:anywhere]">
          <span className="font-sans font-medium text-ink-faint">Situation: </span>
          {situation}
        </p>
      )}
    </div>
  );
}
