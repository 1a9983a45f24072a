import type { PairRecord } from './comparisons.ts';
import { notDefined } from './estimate.ts';

export type NewmanResult =
  | {
      readonly status: 'defined';
      /** Strengths; their scale is that which the iteration from 1 ends at, as evalica gives them. */
      readonly scores: Float64Array;
      /** Of ties: Davidson's ν is twice it. */
      readonly v: number;
      readonly iterations: number;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Newman's iteration for the Bradley–Terry model with ties, to its fixed point.
 * Source: Newman (2023), Efficient Computation of Rankings from Pairwise Comparisons, JMLR 24; evalica `newman`.
 */
export function newmanRanking(
  records: readonly PairRecord[],
  { items, start = 0.5 }: { readonly items: number; readonly start?: number },
): NewmanResult {
  const wins = records.reduce((sum, record) => sum + record.firstWins + record.secondWins, 0);
  if (wins === 0) return notDefined('there are no wins');
  let scores: Float64Array = new Float64Array(items).fill(1);
  let v = start;
  for (let iteration = 1; iteration <= 1e6; iteration++) {
    const step = iterate(records, scores, v);
    if (step.scores.some((score) => !Number.isFinite(score) || score <= 0))
      return notDefined('an item has no wins or no losses, so that its strength is 0 or infinite');
    const change = step.scores.reduce(
      (most, score, i) => Math.max(most, Math.abs(score / scores[i]! - 1)),
      0,
    );
    scores = step.scores;
    const settled = Math.abs(step.v - v) <= 1e-15 * Math.max(step.v, 1e-300);
    v = step.v;
    if (change < 1e-14 && (settled || change === 0))
      return { status: 'defined', scores, v, iterations: iteration };
  }
  return notDefined(
    'the iteration does not converge: some items never lost, directly or over others, to the rest',
  );
}

function iterate(
  records: readonly PairRecord[],
  scores: Float64Array,
  v: number,
): { readonly scores: Float64Array; readonly v: number } {
  const numerators = new Float64Array(scores.length);
  const denominators = new Float64Array(scores.length);
  let [ties, wins] = [0, 0];
  for (const record of records) {
    const { first: i, second: j } = record;
    const [a, b] = [scores[i]!, scores[j]!];
    const root = Math.sqrt(a * b);
    const common = a + b + 2 * v * root;
    const forFirst = record.firstWins + record.ties / 2;
    const forSecond = record.secondWins + record.ties / 2;
    numerators[i]! += (forFirst * (b + v * root)) / common;
    numerators[j]! += (forSecond * (a + v * root)) / common;
    denominators[i]! += (forSecond * (1 + v * Math.sqrt(b / a))) / common;
    denominators[j]! += (forFirst * (1 + v * Math.sqrt(a / b))) / common;
    ties += (record.ties * (a + b)) / common;
    wins += (2 * (record.firstWins + record.secondWins) * root) / common;
  }
  return { scores: numerators.map((value, i) => value / denominators[i]!), v: ties / wins };
}
