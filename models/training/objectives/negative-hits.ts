/** How likely a model finds a reply, token by token; the end token is the last. */
export interface ReplyLikelihood {
  /** Natural logs. */
  readonly logProbabilities: readonly number[];
  /** Whether each token is the likeliest at its place, so that greedy decoding gives this very reply. */
  readonly isGreedy: boolean;
}

/** The three tests of He & Glass (2020), sample-avg-hit, sample-min-hit and greedy hit. */
export const hitTests = ['mean', 'minimum', 'greedy'] as const;
export type HitTest = (typeof hitTests)[number];
export type Hits = Readonly<Record<HitTest, boolean>>;

/**
 * Whether a model is about to say a reply.
 * @param threshold what the mean, or the lowest, log-probability of a token must be above: the model's own mean on
 *   what people said
 */
export function hitsOf({ logProbabilities, isGreedy }: ReplyLikelihood, threshold: number): Hits {
  return {
    mean: meanLogProbability({ logProbabilities }) > threshold,
    minimum: logProbabilities.every((value) => value > threshold),
    greedy: isGreedy,
  };
}

/** The mean over a reply's tokens. */
export function meanLogProbability({ logProbabilities }: Pick<ReplyLikelihood, 'logProbabilities'>): number {
  return logProbabilities.reduce((sum, value) => sum + value, 0) / logProbabilities.length;
}

/** Whether one of the tests that are looked at says so. */
export function isHit(hits: Hits, tests: readonly HitTest[]): boolean {
  return tests.some((test) => hits[test]);
}
