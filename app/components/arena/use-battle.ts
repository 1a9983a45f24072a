import { useRevalidator } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import type { BattleFailure, BattleRequest, BattleTurn, BattleView } from './arena-view.ts';
import { postBattle } from './post-battle.ts';

/** A turn that is being answered. */
export interface OpenTurn {
  readonly turn: number;
  readonly text: string;
  readonly told: readonly [string, string];
}

export interface Battle {
  /** Those that have ended. */
  readonly turns: readonly BattleTurn[];
  readonly open: OpenTurn | null;
  readonly failure: BattleFailure | null;
  /** Whether the last turn was not answered by both, so that it can be asked again. */
  readonly canTryAgain: boolean;
  /** Resolves with whether what was said is kept. */
  say(text: string): Promise<boolean>;
  again(): Promise<boolean>;
}

type Asking =
  | Exclude<BattleRequest, { readonly kind: 'say' }>
  | { readonly kind: 'say'; readonly text: string };

/** Milliseconds between two looks at what is written in another tab. */
const lookAgain = 2_000;

interface BattleOptions {
  readonly view: BattleView;
  /** What was given back, since no answer came, is kept all the same. */
  readonly onFound: (text: string) => void;
}

/** A battle that goes on. Leaving the page stops what is being written. */
export function useBattle({ view, onFound }: BattleOptions): Battle {
  const { id, turns: loaded, isWriting } = view;
  const [turns, setTurns] = useState(loaded);
  const [open, setOpen] = useState<OpenTurn | null>(null);
  const [failure, setFailure] = useState<BattleFailure | null>(null);
  const stream = useRef<AbortController | null>(null);
  const { revalidate } = useRevalidator();
  const lost = useRef<{ readonly turn: number; readonly text: string } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where something was loaded
  useEffect(() => {
    if (stream.current) return;
    setTurns(loaded);
    const { turn = -1, text = '' } = lost.current ?? {};
    lost.current = null;
    if (loaded[turn]?.text !== text.trim()) return;
    setFailure(null);
    onFound(text);
  }, [loaded]);
  useEffect(() => () => stream.current?.abort(), []);
  const isElsewhere = isWriting && open === null;
  useEffect(() => {
    if (!isElsewhere) return;
    const timer = setInterval(revalidate, lookAgain);
    return () => clearInterval(timer);
  }, [isElsewhere, revalidate]);

  const ask = async (request: Asking): Promise<boolean> => {
    if (stream.current) return false;
    const { turn, text } =
      request.kind === 'say'
        ? { turn: turns.length, text: request.text }
        : (turns.at(-1) ?? { turn: 0, text: '' });
    const controller = new AbortController();
    stream.current = controller;
    setFailure(null);
    let isBehind = false;
    let told: readonly [string, string] = ['', ''];
    setOpen({ turn, text, told });
    try {
      const posted: BattleRequest = request.kind === 'say' ? { ...request, turn } : request;
      const outcome = await postBattle(`/arena/${id}/say`, posted, {
        signal: controller.signal,
        onWords: ([first, second]) => {
          told = [told[0] + first, told[1] + second];
          setOpen({ turn, text, told });
        },
      });
      const isKept = request.kind === 'again' || outcome.kind !== 'refused';
      if (isKept)
        setTurns((before) => [
          ...before.filter((each) => each.turn !== turn),
          { turn, text, replies: outcome.kind === 'whole' ? told : null },
        ]);
      if (outcome.kind !== 'whole') setFailure(outcome.failure);
      isBehind = outcome.kind === 'refused' && outcome.isBehind;
      return isKept;
    } catch (error) {
      if (!controller.signal.aborted) throw error;
      return true;
    } finally {
      stream.current = null;
      setOpen(null);
      if (isBehind) {
        lost.current = { turn, text };
        revalidate();
      }
    }
  };

  return {
    turns: open ? turns.filter(({ turn }) => turn !== open.turn) : turns,
    open,
    failure,
    canTryAgain: open === null && !isElsewhere && turns.at(-1)?.replies === null,
    say: (text) => ask({ kind: 'say', text }),
    again: () => ask({ kind: 'again' }),
  };
}
