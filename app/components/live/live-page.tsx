import { useState } from 'react';
import type { LiveContext } from '#app/server/live-context.server.ts';
import type { LiveSystem } from '#app/server/live-systems.server.ts';
import { CopyLink } from '../comparison/copy-link.tsx';
import { Notice } from '../ui/status.tsx';
import { PageHeader } from '../ui/surface.tsx';
import { ContextPicker, type PickedDataset } from './context-picker.tsx';
import { CurrentRound } from './current-round.tsx';
import { EarlierRounds } from './earlier-rounds.tsx';
import { liveAddress, longestAddress } from './live-address.ts';
import { LiveComposer } from './live-composer.tsx';
import { askable, draftTurns, type LiveDraft, noNumbers, requestOf } from './live-draft.ts';
import type { LiveRequest } from './live-request.ts';
import { type LiveRound, roundInWords } from './live-rounds.ts';
import { NoSystems } from './no-systems.tsx';
import { useLiveRounds } from './use-live-rounds.ts';

export interface LivePageProps {
  readonly systems: readonly LiveSystem[];
  readonly datasets: readonly PickedDataset[];
  /** What the address asks for. */
  readonly asked: LiveRequest;
  readonly context: LiveContext | null;
  /** What of the address is not to be had. */
  readonly missing: readonly string[];
}

/** The live comparison: what is asked, the answers as they come, and what was asked before. */
export function LivePage({ systems, datasets, asked, context, missing }: LivePageProps) {
  const [draft, setDraft] = useState<LiveDraft>(() => draftOf(asked, context));
  const [problem, setProblem] = useState<string | null>(null);
  const { rounds, running, ask, askAgain, stop, clear } = useLiveRounds();
  const [newest, ...earlier] = rounds;
  const request = requestOf(askable(draft, systems));
  const hasModels = systems.some((system) => !system.isControl && system.problem === null);

  const change = (changes: Partial<LiveDraft>) => {
    setProblem(null);
    setDraft((before) => ({ ...before, ...changes }));
  };
  const send = (wanted: LiveRequest, of: LiveContext | null) => {
    const address = liveAddress(wanted);
    // The address is for a reload and for links: nothing is to be loaded now.
    window.history.replaceState(
      window.history.state,
      '',
      address.length > longestAddress ? '/live' : address,
    );
    ask(wanted, of);
  };
  const answer = () => {
    setProblem(request.ok ? null : request.problem);
    if (request.ok) send(request.value, request.value.source ? draft.context : null);
  };
  const again = (round: LiveRound, seed: number) => {
    setDraft((before) => ({ ...before, seed: String(seed) }));
    send({ ...round.request, seed }, round.context);
  };
  return (
    <>
      <PageHeader
        title="Live comparison"
        lead="Say something, or take a dataset’s context, and systems answer it side by side."
        actions={request.ok ? <LiveLink request={request.value} /> : null}
      />
      <noscript>
        <Notice tone="warning" title="This page needs JavaScript: answers come as they are written." />
      </noscript>
      <div className="flex flex-col gap-3 empty:hidden">
        {missing.length > 0 ? (
          <Notice tone="warning" title="Not everything in this link is here">
            {missing.join(' ')}
          </Notice>
        ) : null}
        {hasModels ? null : <NoSystems />}
      </div>
      <div className="mt-3">
        <LiveComposer
          draft={draft}
          systems={systems}
          isRunning={running !== undefined}
          problem={problem}
          picker={
            <ContextPicker
              datasets={datasets}
              onPick={(picked) => change({ context: picked, turns: draftTurns(picked.turns) })}
            />
          }
          onChange={change}
          onEmpty={() => change({ context: null, turns: draftTurns([]) })}
          onAnswer={answer}
          onStop={stop}
        />
      </div>
      <p role="status" className="sr-only">
        {roundInWords(newest)}
      </p>
      {newest ? (
        <CurrentRound
          key={newest.id}
          round={newest}
          onAgain={() => askAgain(newest)}
          onSeed={(seed) => again(newest, seed)}
        />
      ) : null}
      <EarlierRounds
        rounds={earlier}
        onTake={(round) => {
          setProblem(null);
          setDraft(draftOf(round.request, round.context));
          window.scrollTo({ top: 0 });
        }}
        onClear={clear}
      />
    </>
  );
}

function LiveLink({ request }: { readonly request: LiveRequest }) {
  const address = liveAddress(request);
  if (address.length > longestAddress)
    return <p className="self-center text-sm text-ink-faint">Too long for a link</p>;
  return <CopyLink path={address} />;
}

function draftOf({ turns, systems, seed, settings }: LiveRequest, context: LiveContext | null): LiveDraft {
  const numbers = Object.entries(settings.numbers).map(([name, value]) => [name, String(value)] as const);
  return {
    turns: draftTurns(turns),
    context,
    systems,
    seed: String(seed),
    search: settings.search,
    numbers: { ...noNumbers, ...Object.fromEntries(numbers) },
  };
}
