import { defined, type Estimate, notDefined } from '#eval/statistics/estimate.ts';
import { tokenNgrams } from '#eval/text/token-ngrams.ts';
import {
  type WordTokenizerOptions,
  wordTokenizer,
  wordTokenizerSignature,
} from '#eval/text/word-tokenizer.ts';
import { type Random, shuffled } from '#lib/rng.ts';
import { nltkBrevityPenalty } from './nltk-bleu.ts';

export interface SelfBleuOptions extends WordTokenizerOptions {
  /** Longest n-grams, default 4. */
  readonly maxOrder?: number;
  /** Replies drawn from the set without replacement, default 1000; all where it has fewer. */
  readonly sample?: number;
}

export interface SelfBleu {
  /** Mean over the replies drawn, 0 to 1; higher is less varied. */
  readonly score: Estimate;
  readonly replies: number;
  /** Of each reply drawn, in the order of the set. */
  readonly byReply: Float64Array;
  /** Which replies of the set were drawn. */
  readonly drawn: readonly number[];
}

/**
 * Self-BLEU (Zhu et al. 2018, Texygen): the mean sentence BLEU of each reply with all others as its references, by NLTK's
 * definition with equal weights and `method1` (ε = 0.1), as there. It depends on how many replies there are, so a sample
 * of a fixed size is drawn and the size is in the signature.
 *
 * Linear in the text, where references one by one would be quadratic: how often the other replies have an n-gram at most is
 * the greatest count of all, or the second greatest for the reply that has the greatest.
 */
export function selfBleu(
  replies: readonly string[],
  random: Random,
  options: SelfBleuOptions = {},
): SelfBleu {
  const { maxOrder = 4, sample = 1000 } = options;
  const words = wordTokenizer(options);
  const all = [...replies.keys()];
  const drawn =
    replies.length <= sample
      ? all
      : shuffled(all, random)
          .slice(0, sample)
          .sort((a, b) => a - b);
  const texts = drawn.map((index) => words(replies[index]!));
  if (texts.length < 2)
    return {
      score: notDefined('needs at least two replies'),
      replies: texts.length,
      byReply: new Float64Array(0),
      drawn,
    };
  const matches = texts.map(() => new Float64Array(maxOrder));
  for (let n = 1; n <= maxOrder; n++) countMatches(texts, n, matches);
  const closest = closestOthers(texts.map(({ length }) => length));
  const byReply = Float64Array.from(texts, ({ length }, i) => sentenceBleu(matches[i]!, length, closest[i]!));
  const sum = byReply.reduce((total, value) => total + value, 0);
  return { score: defined(sum / texts.length), replies: texts.length, byReply, drawn };
}

/** @param seed of the draw, where one was made */
export function selfBleuSignature(options: SelfBleuOptions, seed: number | string): string {
  const { maxOrder = 4, sample = 1000 } = options;
  return `order:${maxOrder}|smooth:method1[0.1]|sample:${sample}|seed:${seed}|${wordTokenizerSignature(options)}|v:1`;
}

/** Adds to each text's matches of order n what the others have of its n-grams. */
function countMatches(
  texts: readonly (readonly string[])[],
  n: number,
  matches: readonly Float64Array[],
): void {
  const counts = texts.map((tokens) => {
    const own = new Map<string, number>();
    for (const ngram of tokenNgrams(tokens, n)) own.set(ngram, (own.get(ngram) ?? 0) + 1);
    return own;
  });
  const most = new Map<string, { first: number; holder: number; second: number }>();
  counts.forEach((own, holder) => {
    for (const [ngram, count] of own) {
      const held = most.get(ngram);
      if (held === undefined) most.set(ngram, { first: count, holder, second: 0 });
      else if (count > held.first) {
        held.second = held.first;
        held.first = count;
        held.holder = holder;
      } else held.second = Math.max(held.second, count);
    }
  });
  counts.forEach((own, i) => {
    let sum = 0;
    for (const [ngram, count] of own) {
      const held = most.get(ngram)!;
      sum += Math.min(count, held.holder === i ? held.second : held.first);
    }
    matches[i]![n - 1] = sum;
  });
}

/** For each length the closest among the others, the shorter of two that are equally near. */
function closestOthers(lengths: readonly number[]): number[] {
  const sorted = [...lengths.keys()].sort((a, b) => lengths[a]! - lengths[b]!);
  const closest = new Array<number>(lengths.length);
  sorted.forEach((index, place) => {
    const [below, above] = [sorted[place - 1], sorted[place + 1]];
    const own = lengths[index]!;
    const [shorter, longer] = [
      below === undefined ? Number.NEGATIVE_INFINITY : lengths[below]!,
      above === undefined ? Number.POSITIVE_INFINITY : lengths[above]!,
    ];
    closest[index] = own - shorter <= longer - own ? shorter : longer;
  });
  return closest;
}

function sentenceBleu(matches: Float64Array, length: number, referenceLength: number): number {
  if (matches[0] === 0) return 0;
  let logs = 0;
  matches.forEach((match, i) => {
    logs += Math.log((match === 0 ? 0.1 : match) / Math.max(1, length - i));
  });
  return nltkBrevityPenalty(referenceLength, length) * Math.exp(logs / matches.length);
}
