import {
  agreementCounts,
  type ChanceCorrectedEstimate,
  type ChanceCorrectedOptions,
  noPairs,
  withSpread,
} from './chance-corrected.ts';
import { notDefined } from './estimate.ts';
import type { RatingTable } from './rating-table.ts';

/**
 * Krippendorff's alpha from weights of agreement, with Gwet's standard error. The same number as `krippendorffAlpha`
 * at the level that the weights stand for (identity: nominal; quadratic: interval).
 *
 * Source: Gwet (2014), section 2.4.3 and chapter 5; irrCAC 1.0 `krippen.alpha.raw`.
 */
export function krippendorffWeighted(
  table: RatingTable,
  { weights, level = 0.95 }: ChanceCorrectedOptions,
): ChanceCorrectedEstimate {
  const all = agreementCounts(table, weights);
  if (!all) return noPairs;
  const q = all.q;
  const rows = Array.from(all.sizes.keys()).filter((row) => all.sizes[row]! >= 2);
  const n = rows.length;
  const total = rows.reduce((sum, row) => sum + all.sizes[row]!, 0);
  const mean = total / n;
  const share = new Float64Array(q);
  let pairs = 0;
  for (const row of rows) {
    for (let k = 0; k < q; k++) share[k]! += all.counts[row * q + k]! / mean / n;
    pairs += (all.agreement[row]! * all.sizes[row]!) / mean;
  }
  const prime = pairs / n;
  const observed = (1 - 1 / total) * prime + 1 / total;
  const weighted = new Float64Array(q);
  let expected = 0;
  for (let k = 0; k < q; k++)
    for (let l = 0; l < q; l++) {
      weighted[k]! += ((weights[k * q + l]! + weights[l * q + k]!) / 2) * share[l]!;
      expected += weights[k * q + l]! * share[k]! * share[l]!;
    }
  if (!(1 - expected > 1e-15)) return notDefined('all values that can be paired are the same');
  const centre = (prime - expected) / (1 - expected);
  const parts = Float64Array.from(rows, (row) => {
    const size = all.sizes[row]!;
    const excess = (size - mean) / mean;
    const own = (all.agreement[row]! * size) / mean - observed * excess;
    let chance = 0;
    for (let k = 0; k < q; k++) chance += (all.counts[row * q + k]! * weighted[k]!) / mean;
    chance -= expected * excess;
    return (own - expected) / (1 - expected) - (2 * (1 - centre) * (chance - expected)) / (1 - expected);
  });
  const value = (observed - expected) / (1 - expected);
  return withSpread({ value, observed, expected, level }, parts, centre);
}
