import { defined, type Estimate, notDefined } from '#eval/statistics/estimate.ts';
import { splitOnWhitespace } from '#eval/text/whitespace.ts';

export interface RepeatedReplies {
  readonly replies: number;
  readonly different: number;
  /** Share of the replies whose text another reply of the set has too, 0 to 1. */
  readonly repeated: Estimate;
  /** 1 - different ÷ all: what is left over when each text stays once. */
  readonly surplus: Estimate;
  /** Share of the commonest text. */
  readonly commonest: Estimate;
}

/** What counts as the same reply: the text in lower case, runs of white space as one space. The row of a reply. */
export function replyKey(reply: string): string {
  return splitOnWhitespace(reply.toLowerCase()).join(' ');
}

/**
 * How often a set says the same twice. It grows with the set, so compare sets of one size. A bootstrap of such a measure is
 * biased, as a resample repeats by itself: give an interval over halves, or none.
 * @param keys of the replies, from `replyKey`
 */
export function repeatedReplies(keys: Iterable<string>): RepeatedReplies {
  const counts = new Map<string, number>();
  let replies = 0;
  for (const key of keys) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
    replies++;
  }
  let [repeated, commonest] = [0, 0];
  for (const count of counts.values()) {
    if (count > 1) repeated += count;
    commonest = Math.max(commonest, count);
  }
  const share = (part: number) =>
    replies === 0 ? notDefined('there are no replies') : defined(part / replies);
  return {
    replies,
    different: counts.size,
    repeated: share(repeated),
    surplus: share(replies - counts.size),
    commonest: share(commonest),
  };
}

export const repeatedRepliesSignature = 'case:lc|space:joined|v:1';
