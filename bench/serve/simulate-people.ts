import { setTimeout as pause } from 'node:timers/promises';
import { type HeardReply, Refused, type Talker } from './talker.ts';

export interface SimulatedPeople {
  readonly talkers: readonly Talker[];
  /** What is said, a conversation each. */
  readonly conversations: readonly (readonly string[])[];
  /** Between two messages of a person. */
  readonly intervalMs: number;
  /** Of talking before anything is counted, so that all have begun. */
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

export interface Heard {
  /** Replies whose message was sent within the measured time. */
  readonly replies: readonly HeardReply[];
  /** Messages that the server refused as too many. */
  readonly refused: number;
  /** What else went wrong, a line each. */
  readonly failures: readonly string[];
  /** Seconds in which the replies were asked for. */
  readonly seconds: number;
}

/**
 * People who send a message every `intervalMs`, each on their own clock, or as soon as the last reply is whole where it
 * took longer. A refused message is sent again when the server says so, and its waiting counts.
 */
export async function simulatePeople(people: SimulatedPeople): Promise<Heard> {
  const { talkers, intervalMs, warmUpMs, measuredMs } = people;
  const startedAt = performance.now();
  const from = startedAt + warmUpMs;
  const until = from + measuredMs;
  const replies: HeardReply[] = [];
  const failures: string[] = [];
  let refused = 0;
  const talk = async (talker: Talker, index: number) => {
    // Everybody begins at another moment of the first interval.
    await pause((index / talkers.length) * intervalMs);
    for (let next = index; performance.now() < until; next += talkers.length) {
      await talker.begin();
      for (const text of people.conversations[next % people.conversations.length] ?? []) {
        const sentAt = performance.now();
        if (sentAt >= until) return;
        const heard = await insist(talker, text, () => refused++).catch((error: Error) => {
          failures.push(error.message);
          return null;
        });
        const wholeMs = performance.now() - sentAt;
        if (heard && sentAt >= from) {
          const waited = wholeMs - heard.wholeMs;
          replies.push({
            ...heard,
            firstMs: heard.firstMs === null ? null : heard.firstMs + waited,
            wholeMs,
          });
        }
        // A conversation with a gap cannot go on.
        if (!heard) break;
        await pause(Math.max(0, sentAt + intervalMs - performance.now()));
      }
    }
  };
  await Promise.all(talkers.map(talk));
  return { replies, refused, failures, seconds: measuredMs / 1000 };
}

async function insist(talker: Talker, text: string, onRefusal: () => void): Promise<HeardReply> {
  for (;;) {
    try {
      return await talker.say(text);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      onRefusal();
      await pause(error.retryAfterSeconds * 1000);
    }
  }
}
