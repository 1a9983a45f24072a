import { evenSteps } from '#annotations/arena/even-telling.ts';
import type { TurnEvent } from '#app/components/chat/chat-events.ts';
import { pause } from './event-stream.server.ts';

export interface EvenReply {
  /** Milliseconds before anything is told; see `evenWait`. */
  readonly wait: number;
  /** Milliseconds between two steps of words. */
  readonly pace: number;
  /** As the person sees a reply. */
  readonly shown: (text: string) => string;
  /** Aborted where the server ends: then nobody is kept waiting. */
  readonly signal: AbortSignal;
}

/**
 * Tells a turn of one system once it is whole and the wait is over, in equal steps of words as they are shown: what is
 * told when follows from the text, and from nothing else of the system but that it took longer than the wait.
 */
export async function* evenReply(
  events: AsyncIterable<TurnEvent>,
  { wait, pace, shown, signal }: EvenReply,
): AsyncGenerator<TurnEvent> {
  const waited = pause(wait, signal);
  const ends: TurnEvent[] = [];
  for await (const event of events) {
    if (event.kind === 'begun') yield event;
    else if (event.kind !== 'text') ends.push(event);
  }
  await waited;
  for (const event of ends) {
    if (event.kind !== 'done') {
      yield event;
      continue;
    }
    const { lane } = event;
    const text = shown(event.reply.text);
    let keep = 0;
    for (const [told = ''] of evenSteps([text])) {
      yield { kind: 'text', lane, keep, add: told.slice(keep) };
      keep = told.length;
      await pause(pace, signal);
    }
    yield { ...event, reply: { ...event.reply, text } };
  }
}
