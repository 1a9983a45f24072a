/**
 * Makes tokens that already occur less likely, in place (Keskar et al. 2019, CTRL): a positive score is divided
 * by the penalty and a negative one multiplied, once for each token however often it occurs.
 */
export function penaliseRepetition(scores: Float32Array, history: readonly number[], penalty: number): void {
  for (const id of new Set(history)) {
    const score = scores[id];
    if (score !== undefined) scores[id] = score < 0 ? score * penalty : score / penalty;
  }
}
