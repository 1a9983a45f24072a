import { defined, type Estimate, notDefined } from './estimate.ts';

/**
 * Cronbach's alpha: how consistent k measures are that are summed; equals ICC(3,k).
 * Source: Cronbach (1951), Psychometrika 16, 297-334; psych 2.2.9 `alpha`, raw.
 * @param ratings subjects × measures, none missing
 */
export function cronbachAlpha(ratings: readonly ArrayLike<number>[]): Estimate {
  const n = ratings.length;
  const k = ratings[0]?.length ?? 0;
  if (n < 2 || k < 2) return notDefined('needs at least two subjects and two measures');
  const items = Array.from({ length: k }, (_, j) => variance(ratings.map((row) => row[j]!)));
  const total = variance(ratings.map((row) => Array.from(row).reduce((a, b) => a + b, 0)));
  if (total === 0) return notDefined('all subjects have the same sum');
  if (!Number.isFinite(total)) return notDefined('the values are too great to be squared');
  return defined((k / (k - 1)) * (1 - items.reduce((a, b) => a + b, 0) / total));
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
