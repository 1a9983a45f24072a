import type { DistributionEntry } from '#eval/statistics/distribution.ts';

/** A judgement that counts: who gave which value on which criterion to which system's answer to which item. */
export interface CountedRating {
  readonly criterion: string;
  readonly system: string;
  readonly item: number;
  /** Pseudonym. */
  readonly rater: string;
  readonly value: number;
}

/** What `summariseStudy` needs of a study; `loadRatingsForResults` of db/queries/results.ts returns it. */
export interface ResultsInput {
  readonly study: string;
  /** The study's seed; the default for the bootstrap. */
  readonly seed: number;
  /** Whether only finished assignments count, or started, skipped and expired ones as well. */
  readonly include: RatingsIncluded;
  readonly criteria: readonly ResultsCriterion[];
  readonly systems: readonly string[];
  readonly ratings: readonly CountedRating[];
}

export type RatingsIncluded = 'submitted' | 'all';

export interface ResultsCriterion {
  readonly name: string;
  readonly label: string;
  readonly minimum: number;
  readonly maximum: number;
}

/** The document of `study results N --json`. Null stands for a value that is undefined; `reasons` says why. */
export interface StudyResults {
  readonly study: string;
  /** Items, raters and ratings that stand behind the numbers (not those that are planned). */
  readonly items: number;
  readonly raters: number;
  readonly ratings: number;
  readonly include: RatingsIncluded;
  readonly interval: IntervalStatement;
  readonly criteria: Readonly<Record<string, CriterionResults>>;
}

export interface IntervalStatement {
  readonly method: 'percentile bootstrap of the mean over items';
  readonly resamples: number;
  readonly level: number;
  readonly seed: number;
}

export interface CriterionResults {
  readonly label: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly systems: Readonly<Record<string, SystemResults>>;
  readonly agreement: Agreement;
}

export interface SystemResults {
  readonly mean: number | null;
  readonly ci: readonly [number, number] | null;
  /** Ratings. */
  readonly n: number;
  readonly items: number;
  readonly distribution: readonly DistributionEntry[];
  readonly reasons: Readonly<Partial<Record<'mean' | 'ci', string>>>;
}

/** Over all systems together; the unit is one response (item × system). Percentages run from 0 to 100. */
export interface Agreement {
  readonly percent: number | null;
  readonly percent_all_raters: number | null;
  readonly krippendorff_alpha_nominal: number | null;
  readonly krippendorff_alpha_ordinal: number | null;
  readonly krippendorff_alpha_interval: number | null;
  readonly krippendorff_alpha_ratio: number | null;
  /** Responses with at least one rating, and those with at least two, on which agreement rests. */
  readonly units: number;
  readonly units_with_two: number;
  readonly reasons: Readonly<Record<string, string>>;
}

export interface SummaryOptions {
  /** Seed of the bootstrap. Default: the study's. */
  readonly seed?: number;
  /** Default 1000. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly level?: number;
}

export function summariseStudy(_input: ResultsInput, _options: SummaryOptions = {}): StudyResults {
  throw new Error('not built yet');
}
