import { clopperPearson } from '#eval/statistics/binomial-test.ts';

export type Verdict =
  | 'liberal'
  | 'slightly liberal'
  | 'as stated'
  | 'slightly conservative'
  | 'conservative'
  | 'too few simulations';

/** Level of the interval of a rate, which the verdict rests on. */
export const rateLevel = 0.99;

export function rateInterval(wrong: number, counted: number): readonly [number, number] {
  return clopperPearson(wrong, counted, { level: rateLevel });
}

/**
 * As stated where the stated rate of errors lies in the measured rate's own 99 % interval (Clopper–Pearson); else
 * liberal or conservative, slightly where the measured rate lies within half and one and a half of what was stated
 * (Bradley's liberal criterion, 1978, Br. J. Math. Stat. Psychol. 31, 144-152).
 */
export function verdictOf(
  wrong: number,
  { counted, stated }: { readonly counted: number; readonly stated: number },
): Verdict {
  if (counted < 1) return 'too few simulations';
  const [low, high] = rateInterval(wrong, counted);
  if (high - low > 2 * stated && low <= stated && high >= stated) return 'too few simulations';
  const rate = wrong / counted;
  if (low > stated) return rate > 1.5 * stated ? 'liberal' : 'slightly liberal';
  if (high < stated) return rate < 0.5 * stated ? 'conservative' : 'slightly conservative';
  return 'as stated';
}
