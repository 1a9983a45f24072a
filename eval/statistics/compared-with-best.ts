import { adjustP } from './adjust-p.ts';
import { pairedDifference } from './paired-replicates.ts';

/** A score, and that of each resample where there are some. */
export interface Contender {
  readonly score: number;
  readonly replicates: Float64Array | null;
}

export interface Standing {
  /** No other has a better score. */
  readonly isBest: boolean;
  /** Of the difference from the best, by Holm over the pairs with the best; null for the best, and where none is told. */
  readonly p: number | null;
}

/**
 * How each stands to the best, by the paired bootstrap over replicates of the same resamples. Holm (1979) runs over the
 * pairs with the best alone, because only these are looked at; that the best was chosen by the same scores is not
 * accounted for, so the p-values lean to telling a difference. `better` says which end is best.
 */
export function comparedWithBest(
  contenders: readonly Contender[],
  better: 'higher' | 'lower',
): readonly Standing[] {
  const turn = better === 'higher' ? 1 : -1;
  const best = contenders.reduce<Contender | null>(
    (found, each) => (found === null || turn * each.score > turn * found.score ? each : found),
    null,
  );
  if (best === null) return [];
  const raw = contenders.map((each) => (each.score === best.score ? Number.NaN : rawP(best, each)));
  const adjusted = adjustP(raw, 'holm');
  return contenders.map(({ score }, at) => {
    const p = adjusted[at] ?? Number.NaN;
    return { isBest: score === best.score, p: Number.isNaN(p) ? null : p };
  });
}

function rawP(a: Contender, b: Contender): number {
  if (a.replicates === null || b.replicates === null) return Number.NaN;
  if (a.replicates.length !== b.replicates.length) return Number.NaN;
  const found = pairedDifference(
    { score: a.score, replicates: a.replicates },
    { score: b.score, replicates: b.replicates },
  );
  return found?.p ?? Number.NaN;
}
