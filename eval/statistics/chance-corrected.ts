import { studentTailQuantile, studentTwoSided } from './distributions/student-t.ts';
import { notDefined } from './estimate.ts';
import { categoryCounts, type RatingTable } from './rating-table.ts';

/** A coefficient (pa − pe) ÷ (1 − pe) over subjects, with the standard error over a population of subjects. */
export interface ChanceCorrected {
  readonly status: 'defined';
  readonly value: number;
  /** Observed agreement, weighted. */
  readonly observed: number;
  /** Agreement expected by chance. */
  readonly expected: number;
  /** Null with fewer than two subjects. */
  readonly standardError: number | null;
  /** Of t with subjects − 1 degrees of freedom, the upper end at most 1. */
  readonly interval: readonly [number, number] | null;
  readonly p: number | null;
  readonly level: number;
}

export type ChanceCorrectedEstimate =
  | ChanceCorrected
  | { readonly status: 'undefined'; readonly reason: string };

export interface ChanceCorrectedOptions {
  /** Row-major [q, q] weights of agreement of the table's categories; see `categoryWeights`. */
  readonly weights: Float64Array;
  /** Of the interval; default 0.95. */
  readonly level?: number;
}

/** What irrCAC's coefficients share: counts of subjects × categories, weighted, and the observed agreement. */
export interface AgreementCounts {
  /** Subjects with at least one rating. */
  readonly n: number;
  readonly q: number;
  readonly weights: Float64Array;
  /** Row-major [n, q]. */
  readonly counts: Float64Array;
  /** Ratings of each subject. */
  readonly sizes: Float64Array;
  /** Share of agreeing pairs of each subject; 0 where it has one rating. */
  readonly agreement: Float64Array;
  /** Subjects with two ratings or more. */
  readonly pairable: number;
  readonly observed: number;
  /** Mean share of each category. */
  readonly shares: Float64Array;
  /** Of the table's subjects, those that are counted. */
  readonly kept: readonly number[];
}

/** Subjects that nobody rated are left out. @returns null where no subject has two ratings */
export function agreementCounts(table: RatingTable, weights: Float64Array): AgreementCounts | null {
  const q = table.categories.length;
  const all = categoryCounts(table);
  const sizeOf = (subject: number) =>
    all.subarray(subject * q, (subject + 1) * q).reduce((sum, count) => sum + count, 0);
  const kept = Array.from({ length: table.subjects }, (_, subject) => subject).filter(
    (subject) => sizeOf(subject) > 0,
  );
  const n = kept.length;
  const counts = new Float64Array(n * q);
  kept.forEach((subject, row) => {
    counts.set(all.subarray(subject * q, (subject + 1) * q), row * q);
  });
  const sizes = Float64Array.from(kept, sizeOf);
  const agreement = new Float64Array(n);
  const shares = new Float64Array(q);
  let pairable = 0;
  for (let i = 0; i < n; i++) {
    let agreeing = 0;
    for (let k = 0; k < q; k++) {
      const count = counts[i * q + k]!;
      if (count === 0) continue;
      shares[k]! += count / sizes[i]! / n;
      let weighted = 0;
      for (let l = 0; l < q; l++) weighted += weights[k * q + l]! * counts[i * q + l]!;
      agreeing += count * (weighted - 1);
    }
    if (sizes[i]! < 2) continue;
    pairable++;
    agreement[i] = agreeing / (sizes[i]! * (sizes[i]! - 1));
  }
  if (pairable === 0) return null;
  const observed = agreement.reduce((sum, share) => sum + share, 0) / pairable;
  return { n, q, weights, counts, sizes, agreement, pairable, observed, shares, kept };
}

/** Chance agreement, and of each subject what it contributes to it (their mean is `expected`). */
export interface Chance {
  readonly expected: number;
  /** Undefined where chance does not depend on the ratings. */
  readonly bySubject?: Float64Array;
}

/**
 * The coefficient with its standard error: the linearised variance of Gwet (2008, 2014 chapter 5), as irrCAC.
 */
export function correctForChance(
  { n, sizes, agreement, pairable, observed }: AgreementCounts,
  { expected, bySubject }: Chance,
  level = 0.95,
): ChanceCorrectedEstimate {
  if (!(1 - expected > 0))
    return notDefined('chance alone would agree in every case: all ratings are the same');
  const value = (observed - expected) / (1 - expected);
  const parts = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const own = sizes[i]! >= 2 ? ((n / pairable) * (agreement[i]! - expected)) / (1 - expected) : 0;
    const chance = bySubject ? (2 * (1 - value) * (bySubject[i]! - expected)) / (1 - expected) : 0;
    parts[i] = own - chance;
  }
  return withSpread({ value, observed, expected, level }, parts, value);
}

/** @param parts whose mean is the coefficient, about `centre` */
export function withSpread(
  { value, observed, expected, level }: Pick<ChanceCorrected, 'value' | 'observed' | 'expected' | 'level'>,
  parts: Float64Array,
  centre: number,
): ChanceCorrected {
  const n = parts.length;
  const base = { status: 'defined', value, observed, expected, level } as const;
  if (n < 2) return { ...base, standardError: null, interval: null, p: null };
  const squares = parts.reduce((sum, part) => sum + (part - centre) ** 2, 0);
  const standardError = Math.sqrt(squares / (n * (n - 1)));
  const reach = standardError * studentTailQuantile((1 - level) / 2, n - 1);
  return {
    ...base,
    standardError,
    interval: [value - reach, Math.min(1, value + reach)],
    p: standardError === 0 ? 0 : studentTwoSided(value / standardError, n - 1),
  };
}

export const noPairs = notDefined('needs at least one subject with two ratings');
