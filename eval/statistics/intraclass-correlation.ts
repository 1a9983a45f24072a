import { fTail, fTailQuantile } from './distributions/f-distribution.ts';
import { notDefined } from './estimate.ts';

/**
 * Shrout and Fleiss' forms: 1 each subject has raters of its own, 2 the raters are a sample (absolute agreement), 3
 * these raters and no others (consistency); of a single rating, or of the mean of all k.
 */
export type IccForm = 'ICC(1,1)' | 'ICC(2,1)' | 'ICC(3,1)' | 'ICC(1,k)' | 'ICC(2,k)' | 'ICC(3,k)';

export const iccForms: readonly IccForm[] = [
  'ICC(1,1)',
  'ICC(2,1)',
  'ICC(3,1)',
  'ICC(1,k)',
  'ICC(2,k)',
  'ICC(3,k)',
];

export type IccEstimate =
  | {
      readonly status: 'defined';
      readonly value: number;
      /** Of the test that there is no difference between subjects, one-sided. */
      readonly f: number;
      readonly numeratorDegrees: number;
      readonly denominatorDegrees: number;
      readonly p: number;
      readonly interval: readonly [number, number];
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Intraclass correlation.
 *
 * Source: Shrout & Fleiss (1979), Psychol. Bull. 86, 420-428; intervals of McGraw & Wong (1996), Psychol. Methods 1,
 * 30-46, as irr 0.84.1 `icc` (psych gives another one for ICC(2,k)); F test as psych 2.2.9 `ICC`.
 *
 * @param ratings subjects × raters, none missing
 */
export function intraclassCorrelation(
  ratings: readonly ArrayLike<number>[],
  { form, level = 0.95 }: { readonly form: IccForm; readonly level?: number },
): IccEstimate {
  const n = ratings.length;
  const k = ratings[0]?.length ?? 0;
  if (n < 2 || k < 2) return notDefined('needs at least two subjects and two raters');
  const squares = meanSquares(ratings);
  const error = form.startsWith('ICC(1') ? squares.within : squares.residual;
  const f = squares.subjects / error;
  const numerator = n - 1;
  const denominator = form.startsWith('ICC(1') ? n * (k - 1) : (n - 1) * (k - 1);
  if (!Number.isFinite(f))
    return notDefined('raters do not differ on any subject beyond a constant, or all ratings are the same');
  const half = (1 - level) / 2;
  const test = {
    f,
    numeratorDegrees: numerator,
    denominatorDegrees: denominator,
    p: fTail(f, { numerator, denominator }),
  };
  if (form.startsWith('ICC(2'))
    return {
      status: 'defined',
      ...agreementForm(squares, { n, k, isMean: form.endsWith('k)'), half }),
      ...test,
    };
  const low = f / fTailQuantile(half, { numerator, denominator });
  const high = f * fTailQuantile(half, { numerator: denominator, denominator: numerator });
  const single = (ratio: number) => (ratio - 1) / (ratio + k - 1);
  const mean = (ratio: number) => 1 - 1 / ratio;
  const formula = form.endsWith('k)') ? mean : single;
  return { status: 'defined', value: formula(f), interval: [formula(low), formula(high)], ...test };
}

/** Mean squares of the two-way layout. */
interface MeanSquares {
  readonly subjects: number;
  readonly raters: number;
  readonly residual: number;
  /** Of the one-way layout. */
  readonly within: number;
}

function meanSquares(ratings: readonly ArrayLike<number>[]): MeanSquares {
  const n = ratings.length;
  const k = ratings[0]!.length;
  const rows = ratings.map((row) => Array.from(row).reduce((a, b) => a + b, 0) / k);
  const columns = Array.from({ length: k }, (_, j) => ratings.reduce((sum, row) => sum + row[j]!, 0) / n);
  const grand = rows.reduce((a, b) => a + b, 0) / n;
  const subjects = rows.reduce((sum, mean) => sum + (mean - grand) ** 2, 0) * k;
  const raters = columns.reduce((sum, mean) => sum + (mean - grand) ** 2, 0) * n;
  let [within, residual] = [0, 0];
  for (let i = 0; i < n; i++)
    for (let j = 0; j < k; j++) {
      within += (ratings[i]![j]! - rows[i]!) ** 2;
      residual += (ratings[i]![j]! - rows[i]! - columns[j]! + grand) ** 2;
    }
  return {
    subjects: subjects / (n - 1),
    raters: raters / (k - 1),
    residual: residual / ((n - 1) * (k - 1)),
    within: within / (n * (k - 1)),
  };
}

interface AgreementTask {
  readonly n: number;
  readonly k: number;
  readonly isMean: boolean;
  readonly half: number;
}

/** Absolute agreement: the interval rests on Satterthwaite's degrees of freedom at the estimate. */
function agreementForm(
  { subjects, raters, residual }: MeanSquares,
  { n, k, isMean, half }: AgreementTask,
): { readonly value: number; readonly interval: readonly [number, number] } {
  const value = isMean
    ? (subjects - residual) / (subjects + (raters - residual) / n)
    : (subjects - residual) / (subjects + (k - 1) * residual + (k / n) * (raters - residual));
  const a = (k * value) / (n * (1 - value));
  const b = 1 + (k * value * (n - 1)) / (n * (1 - value));
  const v =
    (a * raters + b * residual) ** 2 /
    ((a * raters) ** 2 / (k - 1) + (b * residual) ** 2 / ((n - 1) * (k - 1)));
  const low = fTailQuantile(half, { numerator: n - 1, denominator: v });
  const high = fTailQuantile(half, { numerator: v, denominator: n - 1 });
  const between = isMean ? raters - residual : k * raters + (k * n - k - n) * residual;
  return {
    value,
    interval: [
      (n * (subjects - low * residual)) / (low * between + n * subjects),
      (n * (high * subjects - residual)) / (between + n * high * subjects),
    ],
  };
}
