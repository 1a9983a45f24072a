import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { LiveContext } from '#app/server/live-context.server.ts';
import { askSystems } from './ask-systems.ts';
import type { LiveRequest } from './live-request.ts';
import { type LiveRound, nextRounds, type RoundAction, unfinishedSystems } from './live-rounds.ts';

// Kept beside the pages, in the browser alone: who looks something up and comes back finds the answers again. They go
// with the tab.
let kept: readonly LiveRound[] = [];
const none: readonly LiveRound[] = [];
const listeners = new Set<() => void>();

function tell(action: RoundAction): void {
  kept = nextRounds(kept, action);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface LiveRounds {
  /** The newest first. */
  readonly rounds: readonly LiveRound[];
  /** The one that systems answer now. */
  readonly running: LiveRound | undefined;
  ask(request: LiveRequest, context: LiveContext | null): void;
  /** Asks the systems of a round that gave no whole answer. */
  askAgain(round: LiveRound): void;
  stop(): void;
  /** Forgets all rounds but the newest. */
  clear(): void;
}

/** What was asked and answered on this page. One round runs at a time; leaving the page stops it. */
export function useLiveRounds(): LiveRounds {
  const rounds = useSyncExternalStore(
    subscribe,
    () => kept,
    () => none,
  );
  const underWay = useRef<{ readonly id: string; readonly controller: AbortController } | null>(null);

  const stop = () => {
    const stopped = underWay.current;
    if (!stopped) return;
    underWay.current = null;
    tell({ kind: 'stopped', id: stopped.id });
    stopped.controller.abort();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is under way is in a ref
  useEffect(() => stop, []);

  const run = async (id: string, request: LiveRequest) => {
    stop();
    const controller = new AbortController();
    const mine = { id, controller };
    underWay.current = mine;
    try {
      const problem = await askSystems(request, {
        signal: controller.signal,
        onEvents: (events) => tell({ kind: 'told', id, events }),
      });
      if (problem !== null) tell({ kind: 'broke off', id, problem });
    } catch (error) {
      if (controller.signal.aborted) return;
      tell({ kind: 'broke off', id, problem: 'Something went wrong on this page. Try again.' });
      throw error;
    } finally {
      if (underWay.current === mine) underWay.current = null;
    }
  };

  return {
    rounds,
    running: rounds.find(({ isRunning }) => isRunning),
    ask: (request, context) => {
      const id = crypto.randomUUID?.() ?? String(Math.random());
      stop();
      tell({ kind: 'asked', id, request, context, at: new Date().toISOString() });
      void run(id, request);
    },
    askAgain: (round) => {
      stop();
      tell({ kind: 'asked again', id: round.id });
      void run(round.id, { ...round.request, systems: unfinishedSystems(round) });
    },
    stop,
    clear: () => tell({ kind: 'cleared' }),
  };
}
