import { styleKey } from '#annotations/report/report-input.ts';
import { reportStudy } from '#annotations/report/report-study.ts';
import type { CriterionReport, Figure } from '#annotations/report/study-report.ts';
import { balancedRaters } from '#eval/statistics/simulate-ratings/balanced-raters.ts';
import { RatingWorld } from '#eval/statistics/simulate-ratings/rating-world.ts';
import {
  type CriterionTruth,
  type SimulatedRating,
  simulateRatings,
  truthOf,
  type WorldTruth,
} from '#eval/statistics/simulate-ratings/simulate-ratings.ts';
import { createRandom, shuffled } from '#lib/rng.ts';

/** A kind of study that is simulated over and over. */
export interface ReportShape {
  readonly name: string;
  readonly items: number;
  readonly raters: number;
  readonly ratingsPerItem: number;
  /** Logits that twice the words gain; alpha writes 10 words, beta 20, gamma 14. */
  readonly lengthEffect: number;
}

export const reportShapes: readonly ReportShape[] = [
  { name: 'usual', items: 60, raters: 12, ratingsPerItem: 3, lengthEffect: 0 },
  { name: 'few raters', items: 60, raters: 4, ratingsPerItem: 3, lengthEffect: 0 },
  { name: 'small', items: 20, raters: 6, ratingsPerItem: 3, lengthEffect: 0 },
  { name: 'length counts', items: 60, raters: 12, ratingsPerItem: 3, lengthEffect: 0.6 },
];

/** How often something came out, of how often it could have. */
export interface Rate {
  readonly hits: number;
  readonly of: number;
}

/** Shares of intervals that hold the truth, and of tests that reject a true null at 0.05. */
export type ReportRates = Readonly<Record<string, Rate>>;

const systems = ['alpha', 'beta', 'gamma'];
// Alpha and beta do not differ but in length; gamma leads.
const effects = [0, 0, 0.8];

/** Simulates studies of a shape and sets each report against what is true. @param first number of the first study */
export function checkReports(
  shape: ReportShape,
  { studies, seed, first = 0 }: { readonly studies: number; readonly seed: number; readonly first?: number },
): ReportRates {
  const counts = new Map<string, { hits: number; of: number }>();
  const note = (name: string, hit: boolean | null) => {
    if (hit === null) return;
    const { hits, of } = counts.get(name) ?? { hits: 0, of: 0 };
    counts.set(name, { hits: hits + (hit ? 1 : 0), of: of + 1 });
  };
  for (let study = first; study < first + studies; study++) checkOne(shape, [seed, shape.name, study], note);
  return Object.fromEntries(counts);
}

export type Note = (name: string, hit: boolean | null) => void;

function checkOne(shape: ReportShape, seed: readonly (string | number)[], note: Note): void {
  const world = new RatingWorld(
    {
      systems,
      criteria: [
        {
          name: 'empathy',
          minimum: 1,
          thresholds: [-2.4, -0.9, 0.5, 2],
          effects,
          spreads: { item: 0.8, response: 0.7, rater: 0.7, raterSystem: 0.3 },
          lengthEffect: shape.lengthEffect,
        },
      ],
      lengths: { words: [10, 20, 14], spread: 0.6 },
    },
    seed,
  );
  const rows = simulateRatings(world, balancedRaters(shape.items, { ...shape, seed }));
  const truth = truthOf(world, shape.raters);
  for (const criterion of reportStudy(inputOf(rows, shape, seed), { resamples: 400 }).criteria)
    compareWithTruth(criterion, truth, note);
}

/** Notes of every interval whether it holds what is true, and of every test whether it rejects, null where there is none. */
export function compareWithTruth(criterion: CriterionReport, truth: WorldTruth, note: Note): void {
  const own = truth.criteria[criterion.name];
  if (!own) return;
  noteMeans(criterion, own, note);
  noteContrasts(criterion, own, note);
  noteStrengths(criterion, own, note);
  noteRaters(criterion, truth, note);
  note('a position without effect is rejected', rejects(criterion.position.test.p));
}

function inputOf(rows: readonly SimulatedRating[], shape: ReportShape, seed: readonly (string | number)[]) {
  const random = createRandom(...seed, 'places');
  const places = new Map<string, readonly number[]>();
  const positionOf = ({ item, rater, system }: SimulatedRating) => {
    const key = `${item} ${rater}`;
    const order = places.get(key) ?? shuffled([1, 2, 3], random);
    places.set(key, order);
    return order[systems.indexOf(system)] ?? 1;
  };
  return {
    study: 'simulated',
    seed: random.below(2 ** 31),
    include: 'submitted' as const,
    excluded: [],
    systems,
    criteria: [{ name: 'empathy', label: 'Empathy', kind: 'scale' as const, minimum: 1, maximum: 5 }],
    ratings: rows.map((row) => ({ ...row, position: positionOf(row) })),
    preferences: [],
    emotions: {},
    // Adjusting takes half the time; it is checked where there is something to adjust for.
    styles:
      shape.lengthEffect === 0
        ? {}
        : Object.fromEntries(
            rows.map(({ item, system, words }) => [
              styleKey(item, system),
              { words: words ?? 0, question: false, exclamation: false },
            ]),
          ),
  };
}

function covers({ low, high }: Figure, truth: number): boolean | null {
  return low === null || high === null ? null : low <= truth && truth <= high;
}

function rejects(p: number | null): boolean | null {
  return p === null ? null : p < 0.05;
}

function noteMeans(criterion: CriterionReport, truth: CriterionTruth, note: Note): void {
  const meanOf = (system: string) => truth.systems[system]?.mean ?? Number.NaN;
  for (const mean of criterion.means?.systems ?? [])
    note('the interval of a mean holds it', covers(mean, meanOf(mean.system)));
  for (const { first, second, meanDifference, test } of criterion.pairs.pairs) {
    const lead = meanOf(first) - meanOf(second);
    if (meanDifference) note('the interval of a mean difference holds it', covers(meanDifference, lead));
    if (Math.abs(lead) < 1e-9) note('the signed-rank test rejects a true null', rejects(test.p));
  }
}

function noteContrasts(criterion: CriterionReport, truth: CriterionTruth, note: Note): void {
  note('the model was had', criterion.model?.reason === '');
  for (const { first, second, difference, test } of criterion.model?.contrasts ?? []) {
    const lead = (truth.systems[first]?.location ?? 0) - (truth.systems[second]?.location ?? 0);
    note('the interval of a contrast holds it', covers(difference, lead));
    if (Math.abs(lead) < 1e-9) {
      note('a contrast’s test rejects a true null', rejects(test.p));
      note('a contrast’s test rejects a true null, corrected', rejects(test.adjusted));
    } else note('a contrast’s test finds a true difference, corrected', rejects(test.adjusted));
  }
  const length = criterion.adjusted.find(({ name }) => name === 'length');
  for (const { first, second, difference, test } of length?.model.contrasts ?? []) {
    const lead = (truth.systems[first]?.effect ?? 0) - (truth.systems[second]?.effect ?? 0);
    note('the interval of a length-adjusted contrast holds it', covers(difference, lead));
    if (lead === 0) note('a length-adjusted contrast’s test rejects a true null', rejects(test.p));
  }
}

function noteStrengths(criterion: CriterionReport, truth: CriterionTruth, note: Note): void {
  const places = criterion.strengths.systems.map(({ system }) => truth.systems[system]?.location ?? 0);
  criterion.strengths.systems.forEach(({ rank }, at) => {
    const own = places[at] ?? 0;
    const better = places.filter((place) => place > own + 1e-9).length;
    const equal = places.filter((place) => Math.abs(place - own) <= 1e-9).length;
    // Of equals any of their ranks is true: the interval must hold one.
    const { low, high } = rank;
    note(
      'the interval of a rank holds it',
      low === null || high === null ? null : low <= better + equal && better + 1 <= high,
    );
  });
}

function noteRaters(criterion: CriterionReport, { raters }: WorldTruth, note: Note): void {
  const kindnessOf = (rater: string) => raters[rater]?.kindness[criterion.name] ?? 0;
  // Severity is against the raters of the study, not against those who could have been asked.
  const kindness = Object.keys(raters).map(kindnessOf);
  const mean = kindness.reduce((sum, one) => sum + one, 0) / kindness.length;
  for (const { rater, severity } of criterion.raters?.raters ?? [])
    note('the interval of a rater’s severity holds it', covers(severity, mean - kindnessOf(rater)));
}

/** Rates of several runs of a shape, added up. */
export function addedRates(parts: readonly ReportRates[]): ReportRates {
  const names = [...new Set(parts.flatMap((part) => Object.keys(part)))];
  return Object.fromEntries(
    names.map((name) => [
      name,
      parts.reduce(
        (sum, part) => ({ hits: sum.hits + (part[name]?.hits ?? 0), of: sum.of + (part[name]?.of ?? 0) }),
        { hits: 0, of: 0 },
      ),
    ]),
  );
}
