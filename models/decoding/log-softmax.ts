/** log(sum(exp(scores))), shifted by the maximum so that nothing overflows; -Infinity where every score is. */
export function logSumExp(scores: Float32Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < scores.length; id++) if (scores[id]! > top) top = scores[id]!;
  if (top === Number.NEGATIVE_INFINITY) return top;
  let sum = 0;
  for (let id = 0; id < scores.length; id++) sum += Math.exp(scores[id]! - top);
  return top + Math.log(sum);
}

/** Log-probabilities of a row of logits, into `out` (which may be the row itself); returns `out`. */
export function logSoftmax(logits: Float32Array, out: Float32Array): Float32Array {
  const normaliser = logSumExp(logits);
  for (let id = 0; id < logits.length; id++) out[id] = logits[id]! - normaliser;
  return out;
}

/** One token's log-probability under the distribution a row of logits stands for. */
export function logProbabilityOf(logits: Float32Array, token: number): number {
  const logit = logits[token];
  if (logit === undefined) throw new RangeError(`token ${token} is outside a row of ${logits.length} logits`);
  return logit - logSumExp(logits);
}
