/** Sums over segments, from which BLEU-1 to 4 follow; sums of several corpora add up. */
export interface BleuSums {
  /** n-grams of the hypotheses that the references have, for n = 1 to 4; each at most as often as one reference has it. */
  readonly matches: readonly number[];
  /** n-grams of the hypotheses. */
  readonly totals: readonly number[];
  /** Tokens of the hypotheses. */
  readonly length: number;
  /** Tokens of the references, of several to one segment those of the closest in length. */
  readonly referenceLength: number;
}

const orders = [1, 2, 3, 4] as const;
/** What keeps the ratios defined; no smoothing at the precision that is reported. */
const [tiny, small] = [1e-15, 1e-9];

/** One segment. @param references at least one */
export function bleuSums(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
): BleuSums {
  const { length } = hypothesis;
  const closest = [...references].sort(
    (a, b) => Math.abs(a.length - length) - Math.abs(b.length - length) || a.length - b.length,
  )[0];
  if (!closest) throw new RangeError('a segment needs a reference');
  return {
    matches: orders.map((n) => matching(hypothesis, references, n)),
    totals: orders.map((n) => Math.max(0, length - n + 1)),
    length,
    referenceLength: closest.length,
  };
}

function matching(
  hypothesis: readonly string[],
  references: readonly (readonly string[])[],
  n: number,
): number {
  const known = references.map((reference) => ngramCounts(reference, n));
  let matches = 0;
  for (const [ngram, count] of ngramCounts(hypothesis, n))
    matches += Math.min(count, Math.max(...known.map((counts) => counts.get(ngram) ?? 0)));
  return matches;
}

function ngramCounts(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + n <= tokens.length; start++) {
    const ngram = tokens.slice(start, start + n).join(' ');
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}

/**
 * BLEU-1 to 4 of a corpus in [0, 1] as the COCO toolkit of Maluuba's nlg-eval computes them: geometric means of the
 * corpus' precisions, no smoothing, brevity penalty over the whole corpus. Source: Papineni et al. 2002; nlg-eval 2.3,
 * `bleu_scorer.py`.
 */
export function nlgEvalBleu({ matches, totals, length, referenceLength }: BleuSums): number[] {
  const ratio = (length + tiny) / (referenceLength + small);
  const penalty = ratio < 1 ? Math.exp(1 - 1 / ratio) : 1;
  let product = 1;
  return orders.map((n) => {
    product *= ((matches[n - 1] ?? 0) + tiny) / ((totals[n - 1] ?? 0) + small);
    return product ** (1 / n) * penalty;
  });
}

export function addBleuSums(sums: readonly BleuSums[]): BleuSums {
  const total = (of: (each: BleuSums) => number) => sums.reduce((sum, each) => sum + of(each), 0);
  return {
    matches: orders.map((n) => total(({ matches }) => matches[n - 1] ?? 0)),
    totals: orders.map((n) => total(({ totals }) => totals[n - 1] ?? 0)),
    length: total(({ length }) => length),
    referenceLength: total(({ referenceLength }) => referenceLength),
  };
}
