import { WorkbenchError } from '#lib/errors.ts';
import type { ModelClient } from '#models/client.ts';

/** Conversations that one person may have answered at once: what a few tabs come to. */
const mostConversations = 4;
/** Milliseconds that somebody who asks again waits for their earlier reply to end. */
const patience = 5_000;

interface Turn {
  readonly userId: string;
  readonly conversationId: string;
  readonly lanes: readonly number[];
  readonly stop: AbortController;
  readonly over: Promise<void>;
}

/** Those that each model client works on, in this process. */
const underWay = new WeakMap<ModelClient, Set<Turn>>();

function turnsOf(models: ModelClient): Set<Turn> {
  const turns = underWay.get(models) ?? new Set<Turn>();
  underWay.set(models, turns);
  return turns;
}

export interface TakenTurn {
  /** Aborted where the person stops it, here or by `stopTurns`. */
  readonly stopped: AbortSignal;
  readonly stop: () => void;
  /** To be called once all is kept. */
  readonly leave: () => void;
}

interface Wanted {
  readonly userId: string;
  readonly conversationId: string;
  /** Which lanes are to answer. */
  readonly lanes: readonly number[];
}

/**
 * Lets lanes of a conversation be answered: a lane writes one reply at a time. Somebody who has just stopped or left the
 * one before waits until it is kept.
 * @throws WorkbenchError `conflict` where a lane still answers, `rate-limited` where this person has too much under way
 */
export async function takeTurn(models: ModelClient, wanted: Wanted): Promise<TakenTurn> {
  const turns = turnsOf(models);
  const until = performance.now() + patience;
  for (let open = openTurns(turns, wanted); open.length > 0; open = openTurns(turns, wanted)) {
    const left = until - performance.now();
    // Only what is stopped or left ends soon.
    if (left <= 0 || !open.every(({ stop }) => stop.signal.aborted))
      throw new WorkbenchError(
        'conflict',
        'The reply before is still being written, in another tab perhaps. Wait until it has ended, or stop it.',
      );
    await Promise.race([Promise.all(open.map(({ over }) => over)), wait(left)]);
  }
  const own = [...turns].filter(({ userId }) => userId === wanted.userId);
  if (
    new Set(own.map(({ conversationId }) => conversationId)).add(wanted.conversationId).size >
    mostConversations
  )
    throw new WorkbenchError(
      'rate-limited',
      `${mostConversations} of your conversations are being answered, as many as may be at once. Wait until one has ended, or stop it.`,
    );
  return entered(turns, wanted);
}

function openTurns(turns: ReadonlySet<Turn>, { conversationId, lanes }: Wanted): Turn[] {
  return [...turns].filter(
    (turn) => turn.conversationId === conversationId && turn.lanes.some((lane) => lanes.includes(lane)),
  );
}

function entered(turns: Set<Turn>, wanted: Wanted): TakenTurn {
  const stop = new AbortController();
  let leave = () => {};
  const over = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const turn: Turn = { ...wanted, stop, over };
  turns.add(turn);
  return {
    stopped: stop.signal,
    stop: () => stop.abort(),
    leave: () => {
      turns.delete(turn);
      leave();
    },
  };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

/** Stops all that is being written in a conversation; resolves once it is kept. */
export async function stopTurns(models: ModelClient, conversationId: string): Promise<void> {
  const open = [...turnsOf(models)].filter((turn) => turn.conversationId === conversationId);
  for (const { stop } of open) stop.abort();
  await Promise.all(open.map(({ over }) => over));
}

/** The lanes of a conversation in which a reply is being written. One that says `pending` elsewhere was cut off. */
export function lanesUnderWay(models: ModelClient, conversationId: string): ReadonlySet<number> {
  const open = [...turnsOf(models)].filter((turn) => turn.conversationId === conversationId);
  return new Set(open.flatMap(({ lanes }) => lanes));
}
