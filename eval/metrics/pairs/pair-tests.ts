export const pairTests = ['bootstrap', 'randomisation', 'permutation', 'wilcoxon', 't'] as const;
export type PairTest = (typeof pairTests)[number];

/** What a test compares: the scores of the systems as tables print them, or a mean of values of single responses. */
export function comparesScores(test: PairTest): boolean {
  return test === 'bootstrap' || test === 'randomisation';
}
