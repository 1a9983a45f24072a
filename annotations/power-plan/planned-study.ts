import { type Adjustment, adjustments } from '#eval/statistics/adjust-p.ts';
import { effectFor, meanDifference, thresholdsFor } from '#eval/statistics/simulate-ratings/latent-law.ts';
import { systemPairs } from '#eval/statistics/simulate-ratings/simulate-ratings.ts';
import { leadLaw, tieThresholdFor } from '#eval/statistics/simulate-ratings/tie-threshold.ts';
import {
  type CarelessKind,
  lawOf,
  requireWorldSpec,
  type Spreads,
  type WorldSpec,
} from '#eval/statistics/simulate-ratings/world-spec.ts';

export const planTests = ['item-paired', 'mixed-model', 'preference-sign'] as const;

/**
 * How the study will be analysed, pair of systems by pair of systems.
 *
 * - `item-paired`: the difference of the two systems' mean ratings within each item, by a paired t test over items;
 *   of so many items as are planned, the same as the permutation test that exchanges the two within items.
 * - `mixed-model`: Wald's test of the contrast in a cumulative-link mixed model with random effects of item, rater and,
 *   where an item has several ratings, response.
 * - `preference-sign`: which of the two more of an item's raters prefer, by the exact sign test over items; ties drop out.
 */
export type PlanTest = (typeof planTests)[number];

/** The difference that matters: logits given item and rater, or points of the mean rating. At least 0. */
export type PlannedDifference = { readonly effect: number } | { readonly points: number };

export const powerGoals = ['given', 'all'] as const;

export interface PowerGoal {
  /** In (0, 1). */
  readonly power: number;
  /** Of finding a given true difference, or all of them in the same study. */
  readonly goal: (typeof powerGoals)[number];
}

/** One system differs from all the others, which are alike; each rater of an item rates all systems' responses to it. */
export interface PowerQuestion {
  /** 2 or more. */
  readonly systems: number;
  /** Expected shares of the scale's values among ratings of the systems that are alike, lowest first; scaled to 1. */
  readonly shares: readonly number[];
  readonly difference: PlannedDifference;
  readonly raters: number;
  readonly ratingsPerItem: number;
  readonly test?: PlanTest;
  /** Two-sided level of all comparisons together, as far as the correction keeps it. Default 0.05. */
  readonly alpha?: number;
  /** For the comparisons of all pairs of systems. Default holm. */
  readonly correction?: Adjustment;
  /** Logits; what is left out is `plannedSpreads`. */
  readonly spreads?: Partial<Spreads>;
  /** Standard deviation of the logarithm of raters' noise. Default 0. */
  readonly noiseSpread?: number;
  /** Chances that a rater is careless and is not found out. Default none. */
  readonly careless?: Readonly<Partial<Record<CarelessKind, number>>>;
  /** Share of ties between equal systems, for preferences. Default 0.2. */
  readonly tieShare?: number;
  /** Studies that are simulated for a power. Default 1000, of mixed models 200. */
  readonly simulations?: number;
  readonly seed?: number;
}

/**
 * Spreads of a plan that does not say its own, in logits: about those of overall quality, 1 to 5, in the USR ratings,
 * larger than those of GRADE's relevance. See docs/guides/planning.md for both and for what they rest on.
 */
export const plannedSpreads: Spreads = { item: 0.6, response: 1.5, rater: 0.6, raterSystem: 0 };

/** A question with everything that it leaves open settled. */
export interface PlannedStudy {
  readonly world: WorldSpec;
  /** The same study without any difference. */
  readonly nullWorld: WorldSpec;
  readonly pairs: readonly (readonly [number, number])[];
  readonly effect: number;
  readonly points: number;
  readonly thresholds: readonly number[];
  readonly tieThreshold: number;
  readonly raters: number;
  readonly ratingsPerItem: number;
  readonly test: PlanTest;
  readonly alpha: number;
  readonly correction: Adjustment;
  readonly simulations: number;
  readonly seed: number;
}

/** @throws RangeError with a sentence that says what is wrong */
export function plannedStudy(question: PowerQuestion): PlannedStudy {
  const { systems, shares, raters, ratingsPerItem, difference } = question;
  const { test = 'item-paired', alpha = 0.05, correction = 'holm', seed = 1, tieShare = 0.2 } = question;
  const simulations = question.simulations ?? (test === 'mixed-model' ? 200 : 1000);
  requireCounts({ systems, raters, ratingsPerItem, simulations });
  if (!(alpha > 0 && alpha < 1)) throw new RangeError('alpha lies between 0 and 1');
  if (!planTests.includes(test)) throw new RangeError(`a test is one of ${planTests.join(', ')}`);
  if (!adjustments.includes(correction))
    throw new RangeError(`a correction is one of ${adjustments.join(', ')}`);
  const spreads = { ...plannedSpreads, ...question.spreads };
  const rating = { noiseSpread: question.noiseSpread ?? 0, careless: question.careless ?? {} };
  const law = lawOf({ spreads }, { raters: rating });
  const thresholds = thresholdsFor(shares, law);
  const effect =
    'effect' in difference ? difference.effect : effectFor(difference.points, { thresholds, law });
  if (!(effect >= 0 && effect < 50))
    throw new RangeError('the difference must be at least 0, and below 50 logits');
  const worldWith = (first: number): WorldSpec => ({
    systems: Array.from({ length: systems }, (_, s) => `system ${s + 1}`),
    criteria: [
      {
        name: 'criterion',
        minimum: 1,
        thresholds,
        effects: Array.from({ length: systems }, (_, s) => (s === 0 ? first : 0)),
        spreads,
      },
    ],
    raters: rating,
  });
  const world = worldWith(effect);
  requireWorldSpec(world);
  return {
    world,
    nullWorld: worldWith(0),
    pairs: systemPairs(systems),
    effect,
    points: meanDifference(effect, { thresholds, law }),
    thresholds,
    tieThreshold: tieThresholdFor(tieShare, leadLaw({ spreads }, rating)),
    raters,
    ratingsPerItem,
    test,
    alpha,
    correction,
    simulations,
    seed,
  };
}

interface Counts {
  readonly systems: number;
  readonly raters: number;
  readonly ratingsPerItem: number;
  readonly simulations: number;
}

function requireCounts({ systems, raters, ratingsPerItem, simulations }: Counts): void {
  const isCount = (value: number, from: number, to: number) =>
    Number.isInteger(value) && value >= from && value <= to;
  if (!isCount(systems, 2, 26)) throw new RangeError('a plan compares 2 to 26 systems');
  if (!isCount(raters, 1, 10_000)) throw new RangeError('a plan has 1 to 10,000 raters');
  if (!isCount(ratingsPerItem, 1, 50)) throw new RangeError('an item has 1 to 50 ratings');
  if (ratingsPerItem > raters) throw new RangeError('an item cannot have more ratings than there are raters');
  if (!isCount(simulations, 10, 100_000)) throw new RangeError('take 10 to 100,000 simulations');
}
