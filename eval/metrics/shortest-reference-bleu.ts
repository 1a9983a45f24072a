import { notDefined } from '#eval/statistics/estimate.ts';
import { NgramTrie } from '#eval/text/ngram-trie.ts';
import { WordIds } from '#eval/text/word-ids.ts';
import type { TokenSegment } from './nltk-bleu.ts';

export interface ShortestReferenceBleuOptions {
  /** Default 4. */
  readonly maxOrder?: number;
  /** Add 1 to matches and n-grams of every order (Lin & Och 2004). Default false. */
  readonly smooth?: boolean;
  /** What keeps 1/ratio defined where all hypotheses are empty; EmpDG's script has 10⁻¹⁶, KEMP's nothing. Default 0. */
  readonly ratioFloor?: number;
}

export interface ShortestReferenceBleu {
  /** From 0 to 1; 0 where an order has no match. */
  readonly bleu: number;
  readonly precisions: readonly number[];
  readonly bp: number;
  /** Length of the translations ÷ length of the references. */
  readonly ratio: number;
  readonly translationLength: number;
  readonly referenceLength: number;
}

/**
 * BLEU as the scripts of EmpDG (Li et al. 2020) and KEMP (Li et al. 2022) compute it, after TensorFlow's NMT tutorial: of
 * several references the shortest counts for the brevity penalty, whichever is closest.
 */
export function shortestReferenceBleu(
  segments: readonly TokenSegment[],
  { maxOrder = 4, smooth = false, ratioFloor = 0 }: ShortestReferenceBleuOptions = {},
): { readonly status: 'defined'; readonly value: ShortestReferenceBleu } | ReturnType<typeof notDefined> {
  const { matches, totals, translationLength, referenceLength } = countsOf(segments, maxOrder);
  if (referenceLength === 0) return notDefined('all references are empty');
  const ratio = translationLength / referenceLength;
  if (ratio + ratioFloor === 0) return notDefined('all hypotheses are empty');
  const precisions = Array.from(matches, (match, i) => {
    const total = totals[i]!;
    if (smooth) return (match + 1) / (total + 1);
    return total > 0 ? match / total : 0;
  });
  const mean =
    Math.min(...precisions) > 0 ? Math.exp(sumOf(precisions.map((p) => Math.log(p) / maxOrder))) : 0;
  const bp = ratio > 1 ? 1 : Math.exp(1 - 1 / (ratio + ratioFloor));
  return {
    status: 'defined',
    value: { bleu: mean * bp, precisions, bp, ratio, translationLength, referenceLength },
  };
}

function countsOf(segments: readonly TokenSegment[], maxOrder: number) {
  const [ids, trie] = [new WordIds(), new NgramTrie()];
  const [matches, totals] = [new Float64Array(maxOrder), new Float64Array(maxOrder)];
  let [translationLength, referenceLength] = [0, 0];
  for (const { hypothesis, references } of segments) {
    if (references.length === 0) throw new RangeError('a segment needs at least one reference');
    trie.clear();
    for (const reference of references) trie.addReference(ids.ofAll(reference), reference.length, maxOrder);
    const places = { matches, maxOrder, from: 0, stride: 1 };
    trie.countMatches(ids.ofAll(hypothesis), hypothesis.length, places);
    for (let n = 0; n < maxOrder; n++) totals[n]! += Math.max(0, hypothesis.length - n);
    translationLength += hypothesis.length;
    referenceLength += Math.min(...references.map(({ length }) => length));
  }
  return { matches, totals, translationLength, referenceLength };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
