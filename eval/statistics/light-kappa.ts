import { cohenKappa, crossTable } from './cohen-kappa.ts';
import { defined, type Estimate, notDefined } from './estimate.ts';
import type { RatingTable } from './rating-table.ts';

/**
 * Light's kappa: the mean of Cohen's kappa over all pairs of raters.
 * Source: Light (1971), Psychol. Bull. 76, 365-377; irr 0.84.1 `kappam.light`.
 * @param table without missing ratings
 */
export function lightKappa({ categories, subjects, raters, codes }: RatingTable): Estimate {
  if (raters < 2) return notDefined('needs at least two raters');
  let sum = 0;
  for (let a = 0; a < raters; a++)
    for (let b = a + 1; b < raters; b++) {
      const pairs = Array.from(
        { length: subjects },
        (_, i) => [codes[i * raters + a]!, codes[i * raters + b]!] as const,
      );
      const kappa = cohenKappa(crossTable(pairs, categories.length));
      if (kappa.status === 'undefined') return notDefined(`of a pair of raters: ${kappa.reason}`);
      sum += kappa.value;
    }
  return defined((2 * sum) / (raters * (raters - 1)));
}
