import type { DecodingSettings } from './decoding-settings.ts';
import { type Candidates, kBest } from './k-best.ts';
import { topPOfRow, topPOfSorted } from './top-p.ts';

type WarperSettings = Pick<DecodingSettings, 'temperature' | 'topK' | 'topP'>;

/**
 * The tokens that temperature, top-k and top-p leave in play, in that order as in Hugging Face's generate().
 * With top-k they come best first; of equal scores at the k-th place the lower id stays, as in ONNX's TopK, so
 * that a row gets the same candidates whether the graph or this function chose the k best.
 */
export function warpLogits(scores: Float32Array, settings: WarperSettings): Candidates {
  const { temperature, topK, topP } = settings;
  if (topK > 0) return warpKBest(kBest(scores, topK), settings);
  if (topP < 1) return topPOfRow(scores, { topP, temperature });
  const ids = new Int32Array(scores.length);
  const warped = new Float64Array(scores.length);
  for (let id = 0; id < scores.length; id++) {
    ids[id] = id;
    warped[id] = scores[id]! / temperature;
  }
  return { ids, scores: warped };
}

/** The same from the `topK` best given best first. */
export function warpKBest(best: Candidates, { temperature, topP }: WarperSettings): Candidates {
  const scores = best.scores.map((score) => score / temperature);
  return topPOfSorted({ ids: best.ids, scores }, topP);
}
