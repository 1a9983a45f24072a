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

/** Milliseconds between two looks at what is written in another tab. */
const lookAgain = 2_000;

/** A battle that goes on. Leaving the page stops what is being written. */
export function useBattle({ id, turns: loaded, isWriting }: BattleView): Battle {
  const [turns, setTurns] = useState(loaded);
  const [open, setOpen] = useState<OpenTurn | null>(null);
  const [failure, setFailure] = useState<BattleFailure | null>(null);
  const stream = useRef<AbortController | null>(null);
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (!stream.current) setTurns(loaded);
  }, [loaded]);
  useEffect(() => () => stream.current?.abort(), []);
  const isElsewhere = isWriting && open === null;
  useEffect(() => {
    if (!isElsewhere) return;
    const timer = setInterval(revalidate, lookAgain);
    return () => clearInterval(timer);
  }, [isElsewhere, revalidate]);

  const ask = async (request: BattleRequest): Promise<boolean> => {
    if (stream.current) return false;
    const { turn, text } =
      request.kind === 'say'
        ? { turn: turns.length, text: request.text }
        : (turns.at(-1) ?? { turn: 0, text: '' });
    const controller = new AbortController();
    stream.current = controller;
    setFailure(null);
    let told: readonly [string, string] = ['', ''];
    setOpen({ turn, text, told });
    try {
      const outcome = await postBattle(`/arena/${id}/say`, request, {
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
      return isKept;
    } catch (error) {
      if (!controller.signal.aborted) throw error;
      return true;
    } finally {
      stream.current = null;
      setOpen(null);
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
