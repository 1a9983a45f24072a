import { type ClmmResult, cumulativeLinkMixedModel } from '#eval/statistics/cumulative-link-mixed-model.ts';
import { normalTail } from '#eval/statistics/distributions/normal.ts';
import { signTest } from '#eval/statistics/sign-test.ts';
import type { RatingWorld } from '#eval/statistics/simulate-ratings/rating-world.ts';
import { pairedT } from '#eval/statistics/t-test.ts';
import { groupingOf } from './grouping-of.ts';
import type { PlannedStudy } from './planned-study.ts';

/** What a test says of a pair of systems. */
export interface PairFinding {
  /** 1 where nothing can be said. */
  readonly p: number;
  /** Above 0 where the first of the pair is ahead. */
  readonly lead: number;
  readonly isDefined: boolean;
}

/** A simulated study with as many items as are wanted at most; a test looks at its first ones. */
export interface SimulatedStudy {
  readonly world: RatingWorld;
  /** By item. */
  readonly ratersOf: readonly Int32Array[];
}

/** Tests a pair of systems over the first items of a study. */
export type TestOfPair = (items: number, pair: number) => PairFinding;

const none = new Float64Array(0);

/** Prepares the test that a plan asks for; ratings are drawn once and serve every number of items. */
export function pairTest(study: SimulatedStudy, plan: PlannedStudy): TestOfPair {
  if (plan.test === 'preference-sign') {
    const leads = plan.pairs.map((_, pair) => preferenceLeads(study, plan, pair));
    return (items, pair) => {
      const { positive, negative, p } = signTest((leads[pair] ?? none).subarray(0, items));
      return { p, lead: positive - negative, isDefined: true };
    };
  }
  const ratings = ratingsByItem(study);
  if (plan.test === 'mixed-model')
    return (items, pair) =>
      mixedModelTest(ratings.slice(0, items), { study, pair: plan.pairs[pair] ?? [0, 1] });
  const differences = plan.pairs.map((pair) => itemDifferences(ratings, pair));
  return (items, pair) => {
    const result = pairedT((differences[pair] ?? none).subarray(0, items));
    if (result.status === 'defined') return { p: result.p, lead: result.difference, isDefined: true };
    // No spread over items: either they are all alike, or there are too few to tell.
    return { p: 1, lead: 0, isDefined: false };
  };
}

/** By item and rater, the ratings of all systems. */
export function ratingsByItem({ world, ratersOf }: SimulatedStudy): Int32Array[][] {
  return ratersOf.map((raters, item) =>
    Array.from(raters, (rater) => world.judge(item, rater).values[0] ?? new Int32Array(0)),
  );
}

/** By item, the mean rating of the first system less that of the second. */
export function itemDifferences(
  ratings: readonly (readonly Int32Array[])[],
  [a, b]: readonly [number, number],
): Float64Array {
  return Float64Array.from(
    ratings,
    (byRater) =>
      byRater.reduce((sum, values) => sum + (values[a] ?? 0) - (values[b] ?? 0), 0) / byRater.length,
  );
}

/** By item, −1, 0 or 1: which of the two more raters prefer. */
export function preferenceLeads(
  { world, ratersOf }: SimulatedStudy,
  { pairs, tieThreshold }: Pick<PlannedStudy, 'pairs' | 'tieThreshold'>,
  pair: number,
): Float64Array {
  const [a, b] = pairs[pair] ?? [0, 1];
  return Float64Array.from(ratersOf, (raters, item) => {
    let lead = 0;
    raters.forEach((rater, turn) => {
      const isSwapped = (item + turn + pair) % 2 === 1;
      const [first, second] = isSwapped ? [b, a] : [a, b];
      const preferred = world.prefer({ item, rater, criterion: 0, first, second }, { tieThreshold });
      if (preferred !== 'tie') lead += (preferred === 'first') === isSwapped ? -1 : 1;
    });
    return Math.sign(lead);
  });
}

interface MixedModelTask {
  readonly study: SimulatedStudy;
  readonly pair: readonly [number, number];
}

const untestable: PairFinding = { p: 1, lead: 0, isDefined: false };

function mixedModelTest(
  ratings: readonly (readonly Int32Array[])[],
  { study, pair }: MixedModelTask,
): PairFinding {
  const rows = ratings.flatMap((byRater, item) =>
    byRater.flatMap((values, turn) =>
      pair.map((system, side) => ({
        value: values[system] ?? 0,
        isFirst: side === 0,
        item: `${item}`,
        rater: `${study.ratersOf[item]?.[turn]}`,
        response: `${item} ${side}`,
      })),
    ),
  );
  const kinds = [...new Set(rows.map(({ value }) => value))].sort((x, y) => x - y);
  const groupings = [
    groupingOf(rows.map(({ item }) => item)),
    groupingOf(rows.map(({ rater }) => rater)),
    groupingOf(rows.map(({ response }) => response)),
  ].filter(({ groups }) => groups > 1 && groups < rows.length);
  if (kinds.length < 2 || groupings.length === 0) return untestable;
  const fit: ClmmResult = cumulativeLinkMixedModel(
    {
      response: Int32Array.from(rows, ({ value }) => kinds.indexOf(value)),
      categories: kinds.length,
      design: Float64Array.from(rows, ({ isFirst }) => (isFirst ? 1 : 0)),
      columns: 1,
    },
    groupings,
  );
  if (fit.status === 'undefined') return untestable;
  const [lead, error] = [fit.estimate.at(-1) ?? Number.NaN, fit.standardErrors.at(-1) ?? Number.NaN];
  const p = 2 * normalTail(Math.abs(lead) / error);
  return Number.isNaN(p) ? untestable : { p: Math.min(1, p), lead, isDefined: true };
}
