import { binomialTest } from './binomial-test.ts';
import type { Alternative } from './pearson.ts';

export interface SignTestResult {
  readonly positive: number;
  readonly negative: number;
  /** 1 where no difference is left. */
  readonly p: number;
}

/** The sign test: as many differences above 0 as below; zeros are dropped (Dixon & Mood 1946). */
export function signTest(
  differences: ArrayLike<number>,
  alternative: Alternative = 'two-sided',
): SignTestResult {
  let [positive, negative] = [0, 0];
  for (let i = 0; i < differences.length; i++) {
    if (differences[i]! > 0) positive++;
    else if (differences[i]! < 0) negative++;
  }
  const trials = positive + negative;
  return { positive, negative, p: trials === 0 ? 1 : binomialTest(positive, trials, { alternative }) };
}
