import { noTokenLeft } from './no-token-left.ts';

/** The id with the highest score, the lowest id where several are equal. Throws where no score is above -Infinity. */
export function argmax(scores: Float32Array): number {
  let best = -1;
  let top = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < scores.length; id++) {
    const score = scores[id]!;
    if (score > top) {
      top = score;
      best = id;
    }
  }
  if (best < 0) throw noTokenLeft();
  return best;
}
