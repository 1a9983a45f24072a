import { createRandom } from './rng.ts';

/** Which reply of a conversation: the turn and the lane it stands in, and the how manieth try it is, all from 0. */
export interface ReplyPlace {
  readonly turn: number;
  readonly lane: number;
  readonly attempt: number;
}

/**
 * The seed of one reply, from 0 to 2³¹ - 1. It depends on the conversation's own seed and the reply's place alone, so
 * that the same conversation is answered alike whatever else is asked meanwhile, and another attempt is another draw.
 */
export function replySeed(conversationSeed: number, { turn, lane, attempt }: ReplyPlace): number {
  return createRandom(conversationSeed, 'reply', turn, lane, attempt).below(2 ** 31);
}
