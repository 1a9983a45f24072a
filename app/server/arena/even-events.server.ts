import { evenSteps } from '#annotations/arena/even-telling.ts';
import type { BattleEvent, BattleFailure } from '#app/components/arena/arena-view.ts';
import type { TurnEvent } from '#app/components/chat/chat-events.ts';
import { pause } from '../event-stream.server.ts';

export interface EvenTelling {
  /** By lane the replies of this turn that are written already. */
  readonly had: ReadonlyMap<number, string>;
  /** Milliseconds between two steps. */
  readonly pace: number;
  readonly signal: AbortSignal;
}

const notBoth =
  'The two replies could not both be written. Try again, or go on to another pair without a vote.';

/**
 * Tells the two replies of a turn in equal steps, once both are whole: what is told when follows from the two texts and
 * from when the later one was ready, and nothing tells which one that was, or which one failed.
 */
export async function* evenEvents(
  events: AsyncIterable<TurnEvent>,
  { had, pace, signal }: EvenTelling,
): AsyncGenerator<BattleEvent> {
  const texts = new Map(had);
  let failure: BattleFailure = { message: notBoth };
  for await (const event of events) {
    if (event.kind === 'begun') yield { kind: 'begun' };
    else if (event.kind === 'done' && event.reply.status === 'done') texts.set(event.lane, event.reply.text);
    else if (event.kind === 'failed' && event.retryAfterSeconds !== undefined)
      failure = { message: event.message, retryAfterSeconds: event.retryAfterSeconds };
  }
  const [first, second] = [texts.get(0), texts.get(1)];
  if (first === undefined || second === undefined) {
    yield { kind: 'end', failure };
    return;
  }
  let told = ['', ''];
  for (const step of evenSteps([first, second])) {
    if (signal.aborted) return;
    yield { kind: 'words', add: [addition(step, told, 0), addition(step, told, 1)] };
    told = [...step];
    await pause(pace, signal);
  }
  yield { kind: 'end', failure: null };
}

function addition(step: readonly string[], told: readonly string[], lane: number): string {
  return (step[lane] ?? '').slice((told[lane] ?? '').length);
}
