import { bootstrapMean } from '#eval/statistics/bootstrap-mean.ts';
import { type DistributionEntry, distribution } from '#eval/statistics/distribution.ts';
import type { Estimate } from '#eval/statistics/estimate.ts';
import { krippendorffAlpha, type MeasurementLevel } from '#eval/statistics/krippendorff-alpha.ts';
import { allRatersAgreement, pairwiseAgreement } from '#eval/statistics/percent-agreement.ts';
import { countValues } from '#eval/statistics/value-counts.ts';
import { createRandom, type Random } from '#lib/rng.ts';
import type { CriterionKind } from './report/study-report.ts';

/** A judgement that counts: who gave which value on which criterion to which system's answer to which item. */
export interface CountedRating {
  readonly criterion: string;
  readonly system: string;
  /** In a study of dialogues the dialogue, whoever's answers it was shown with. */
  readonly item: number;
  /** In a study of dialogues: which turn of which dialogue, or which dialogue. Else item and system tell it. */
  readonly response?: string | undefined;
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
  /** Default `scale`. Choices and rankings have no means here: annotations/report/ reads them. */
  readonly kind?: CriterionKind;
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
  readonly method:
    | 'percentile bootstrap of the mean over items'
    | 'two-way cluster-robust t over items and raters';
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

/** Over all systems together; the unit is one response (item × system, or a turn of a dialogue). Percentages run from 0 to 100. */
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

/**
 * Aggregates a study's ratings: per criterion and system the mean with its interval and the distribution of values,
 * and per criterion how far raters agree. Every judgement weighs the same in a mean; items without ratings of a
 * system do not enter that system's interval. The same input and options give the same document.
 */
export function summariseStudy(input: ResultsInput, options: SummaryOptions = {}): StudyResults {
  const seed = options.seed ?? input.seed;
  const interval = { resamples: options.resamples ?? 1000, level: options.level ?? 0.95, seed };
  const byCriterion = groupBy(input.ratings, ({ criterion }) => criterion);
  return {
    study: input.study,
    items: new Set(input.ratings.map(({ item }) => item)).size,
    raters: new Set(input.ratings.map(({ rater }) => rater)).size,
    ratings: input.ratings.length,
    include: input.include,
    interval: { method: 'percentile bootstrap of the mean over items', ...interval },
    criteria: Object.fromEntries(
      input.criteria.map((criterion) => {
        const ratings = byCriterion.get(criterion.name) ?? [];
        const task = { criterion, systems: input.systems, interval };
        return [criterion.name, withoutMeans(summariseCriterion(ratings, task), criterion)];
      }),
    ),
  };
}

/** The place that was chosen, or a rank among those beside it, is no amount to take the mean of. */
function withoutMeans(results: CriterionResults, { kind = 'scale' }: ResultsCriterion): CriterionResults {
  if (kind !== 'choice' && kind !== 'ranking') return results;
  const reason = kind === 'choice' ? 'a choice has no mean' : 'a rank has no mean beyond those beside it';
  return {
    ...results,
    systems: Object.fromEntries(
      Object.entries(results.systems).map(([system, found]) => [
        system,
        { ...found, mean: null, ci: null, reasons: { mean: reason, ci: reason } },
      ]),
    ),
  };
}

interface CriterionTask {
  readonly criterion: ResultsCriterion;
  readonly systems: readonly string[];
  readonly interval: IntervalTask;
}

interface IntervalTask {
  readonly resamples: number;
  readonly level: number;
  readonly seed: number;
}

function summariseCriterion(ratings: readonly CountedRating[], task: CriterionTask): CriterionResults {
  const { name, label, minimum, maximum } = task.criterion;
  const bySystem = groupBy(ratings, ({ system }) => system);
  const units: number[][] = [];
  const systems = task.systems.map((system) => {
    const byItem = groupBy(bySystem.get(system) ?? [], ({ item }) => item);
    // In order of item, so that neither the interval nor a rounding error depends on the order of rating.
    const values = [...byItem].sort(([a], [b]) => a - b).map(([, list]) => list.map(({ value }) => value));
    units.push(...[...byItem.values()].flatMap(unitsOf));
    const random = createRandom(task.interval.seed, 'bootstrap', name, system);
    return [system, summariseSystem(values, { ...task, random })] as const;
  });
  return {
    label,
    minimum,
    maximum,
    systems: Object.fromEntries(systems),
    agreement: agreement(inOrder(units)),
  };
}

/** What was given to each response, of the ratings of one item with one system. */
function unitsOf(ratings: readonly CountedRating[]): number[][] {
  const byResponse = groupBy(ratings, ({ response }) => response);
  return [...byResponse.values()].map((list) => list.map(({ value }) => value));
}

/** Units and their values in an order that follows from the values alone, so that sums round alike. */
function inOrder(units: readonly (readonly number[])[]): number[][] {
  return units
    .map((values) => values.toSorted((a, b) => a - b))
    .map((values) => ({ values, key: values.join(' ') }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ values }) => values);
}

/** @param items the values that each item was given */
function summariseSystem(
  items: readonly (readonly number[])[],
  task: CriterionTask & { readonly random: Random },
): SystemResults {
  const clusters = items.map((values) => ({ sum: total(values), count: values.length }));
  const interval = bootstrapMean(clusters, { ...task.interval, random: task.random });
  const values = items.flat();
  return {
    mean: values.length === 0 ? null : total(values) / values.length,
    ci: interval.status === 'defined' ? [interval.low, interval.high] : null,
    n: values.length,
    items: items.length,
    distribution: distribution(values, scalePoints(task.criterion)),
    reasons: {
      ...(values.length === 0 ? { mean: 'no ratings yet' } : {}),
      ...(interval.status === 'undefined' ? { ci: interval.reason } : {}),
    },
  };
}

/** @param units the values that each response was given, of all systems */
function agreement(units: readonly (readonly number[])[]): Agreement {
  const counts = countValues(units);
  const reasons: Record<string, string> = {};
  const valueOrReason = (name: string, estimate: Estimate): number | null => {
    if (estimate.status === 'defined') return estimate.value;
    reasons[name] = estimate.reason;
    return null;
  };
  const alpha = (level: MeasurementLevel) =>
    valueOrReason(`krippendorff_alpha_${level}`, krippendorffAlpha(counts, level));
  return {
    percent: valueOrReason('percent', pairwiseAgreement(counts, { whole: 100 })),
    percent_all_raters: valueOrReason('percent_all_raters', allRatersAgreement(counts, { whole: 100 })),
    krippendorff_alpha_nominal: alpha('nominal'),
    krippendorff_alpha_ordinal: alpha('ordinal'),
    krippendorff_alpha_interval: alpha('interval'),
    krippendorff_alpha_ratio: alpha('ratio'),
    units: units.length,
    units_with_two: units.filter((values) => values.length >= 2).length,
    reasons,
  };
}

/** The points of a scale of whole numbers; none where it has no whole ends or very many points. */
export function scalePoints({ minimum, maximum }: Pick<ResultsCriterion, 'minimum' | 'maximum'>): number[] {
  if (!Number.isInteger(minimum) || !Number.isInteger(maximum) || maximum - minimum > 20) return [];
  return Array.from({ length: maximum - minimum + 1 }, (_, index) => minimum + index);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
