import { createRandom, type Random, type SeedPart } from '#lib/rng.ts';

export interface Request {
  /** token ids */
  readonly prompt: readonly number[];
  /** tokens of the reply, neither fewer nor more */
  readonly reply: number;
}

export interface Shape {
  readonly prompt: number;
  readonly reply: number;
}

/** As the goals state it: a prompt of 60 tokens and a reply of 20. */
export const equalShape: Shape = { prompt: 60, reply: 20 };
/** A turn of a conversation: 60 tokens are known, 15 are new, the reply has 15. */
export const conversationShape = { prefix: 60, words: 15, reply: 15 } as const;
/** The same without anything known. */
export const freshShape: Shape = { prompt: 60, reply: 15 };
/** Lengths of the mixed stream, both ends included. */
export const streamLengths = { prompt: [10, 100], reply: [5, 40] } as const;

/** Ids from 1: 0 is the filling and never a word. */
export function drawTokens(random: Random, length: number, vocabulary: number): number[] {
  return Array.from({ length }, () => 1 + random.below(vocabulary - 1));
}

/** Requests of one shape; each seed gives others, so that nothing computed before can be used again. */
export function equalRequests(
  shape: Shape,
  {
    count,
    vocabulary,
    seed,
  }: { readonly count: number; readonly vocabulary: number; readonly seed: SeedPart },
): Request[] {
  const random = createRandom('equal', seed);
  return Array.from({ length: count }, () => ({
    prompt: drawTokens(random, shape.prompt, vocabulary),
    reply: shape.reply,
  }));
}

/** Requests whose prompts and replies have every length of `streamLengths` alike. */
export function mixedRequests({
  count,
  vocabulary,
  seed,
}: {
  readonly count: number;
  readonly vocabulary: number;
  readonly seed: SeedPart;
}): Request[] {
  const random = createRandom('mixed', seed);
  const between = ([low, high]: readonly [number, number]) => low + random.below(high - low + 1);
  return Array.from({ length: count }, () => ({
    prompt: drawTokens(random, between(streamLengths.prompt), vocabulary),
    reply: between(streamLengths.reply),
  }));
}

/** In which order requests are put into batches, where a batch begins and ends together. */
export type BatchOrder = 'arrival' | 'prompt length' | 'reply length';

/** Cuts requests into batches of at most `size`; a request keeps its number in the stream. */
export function batchesOf(
  requests: readonly Request[],
  { size, order }: { readonly size: number; readonly order: BatchOrder },
): (Request & { readonly number: number })[][] {
  const numbered = requests.map((request, number) => ({ ...request, number }));
  if (order === 'prompt length') numbered.sort((a, b) => a.prompt.length - b.prompt.length);
  if (order === 'reply length') numbered.sort((a, b) => a.reply - b.reply);
  return Array.from({ length: Math.ceil(numbered.length / size) }, (_, index) =>
    numbered.slice(index * size, (index + 1) * size),
  );
}

/** Sum of the tokens that were asked for; filling and what is generated beyond a reply do not count. */
export function askedTokens(requests: readonly Request[]): number {
  return requests.reduce((sum, { reply }) => sum + reply, 0);
}
