import { type Located, meanAt, sharesAt } from './latent-law.ts';
import type { PreferenceLaw, Preferred, RatingWorld } from './rating-world.ts';
import {
  type CarelessKind,
  lawOf,
  locationOf,
  type SimulatedCriterion,
  type WorldSpec,
} from './world-spec.ts';

/** A rating as a study's results take it, and what a report may adjust for. */
export interface SimulatedRating {
  readonly system: string;
  readonly item: number;
  /** Pseudonym, `R01` for rater 0. */
  readonly rater: string;
  readonly criterion: string;
  readonly value: number;
  /** Of the response; null where lengths are not simulated. */
  readonly words: number | null;
  /** That the rater took for the whole item. */
  readonly seconds: number;
}

/** Every rating of a study, item by item, of all systems' responses on all criteria. @param ratersOf by item */
export function simulateRatings(
  world: RatingWorld,
  ratersOf: readonly ArrayLike<number>[],
): SimulatedRating[] {
  const { systems, criteria } = world.spec;
  return ratersOf.flatMap((raters, item) =>
    Array.from(raters).flatMap((rater) => {
      const { values, seconds } = world.judge(item, rater);
      const { words } = world.item(item);
      return criteria.flatMap(({ name }, c) =>
        systems.map((system, s) => ({
          system,
          item,
          rater: pseudonym(rater),
          criterion: name,
          value: values[c]?.[s] ?? Number.NaN,
          words: words?.[s] ?? null,
          seconds,
        })),
      );
    }),
  );
}

export interface SimulatedPreference {
  readonly item: number;
  readonly rater: string;
  readonly criterion: string;
  /** In the order shown. */
  readonly first: string;
  readonly second: string;
  readonly preferred: Preferred;
}

/**
 * Every preference of a study: each rater of an item compares each pair of systems, on every criterion. Which of a pair
 * is shown first changes from rater to rater and from item to item, so that each is first half of the time.
 */
export function simulatePreferences(
  world: RatingWorld,
  ratersOf: readonly ArrayLike<number>[],
  law: PreferenceLaw,
): SimulatedPreference[] {
  const { systems, criteria } = world.spec;
  const pairs = systemPairs(systems.length);
  return ratersOf.flatMap((raters, item) =>
    Array.from(raters).flatMap((rater, turn) =>
      criteria.flatMap(({ name }, criterion) =>
        pairs.map(([a, b], pair) => {
          const [first, second] = (item + turn + pair) % 2 === 0 ? [a, b] : [b, a];
          return {
            item,
            rater: pseudonym(rater),
            criterion: name,
            first: systems[first] ?? '',
            second: systems[second] ?? '',
            preferred: world.prefer({ item, rater, criterion, first, second }, law),
          };
        }),
      ),
    ),
  );
}

/** Each two of systems 0 to n − 1. */
export function systemPairs(systems: number): (readonly [number, number])[] {
  return Array.from({ length: systems }, (_, a) =>
    Array.from({ length: systems - a - 1 }, (_, after) => [a, a + 1 + after] as const),
  ).flat();
}

/** What a report over simulated ratings should find. */
export interface WorldTruth {
  readonly criteria: Readonly<Record<string, CriterionTruth>>;
  /** By pseudonym. */
  readonly raters: Readonly<Record<string, KnownRater>>;
}

export interface CriterionTruth {
  readonly thresholds: readonly number[];
  readonly systems: Readonly<Record<string, SystemTruth>>;
}

/** Over all items and attentive raters that could be drawn, not only those that were. */
export interface SystemTruth {
  /** Logits, given item and rater, length left out. */
  readonly effect: number;
  /** Logits, with what the system's typical length adds. */
  readonly location: number;
  /** On the criterion's scale. */
  readonly mean: number;
  /** Of each value, lowest first. */
  readonly shares: readonly number[];
}

export interface KnownRater {
  /** Logits, by criterion. */
  readonly kindness: Readonly<Record<string, number>>;
  readonly noise: number;
  readonly careless: CarelessKind | null;
}

/** @param raters how many of them, from 0 */
export function truthOf(world: RatingWorld, raters: number): WorldTruth {
  const { criteria } = world.spec;
  return {
    criteria: Object.fromEntries(
      criteria.map((criterion) => [criterion.name, criterionTruth(criterion, world.spec)]),
    ),
    raters: Object.fromEntries(
      Array.from({ length: raters }, (_, rater) => {
        const { kindness, noise, careless } = world.rater(rater);
        const byCriterion = criteria.map(({ name }, c) => [name, kindness[c] ?? 0] as const);
        return [pseudonym(rater), { kindness: Object.fromEntries(byCriterion), noise, careless }];
      }),
    ),
  };
}

function criterionTruth(criterion: SimulatedCriterion, spec: WorldSpec): CriterionTruth {
  const law = lawOf(criterion, spec);
  const truths = spec.systems.map((system, s): readonly [string, SystemTruth] => {
    const located: Located = { ...criterion, location: locationOf(criterion, spec, s), law };
    return [
      system,
      {
        effect: criterion.effects[s] ?? 0,
        location: located.location,
        mean: criterion.minimum + meanAt(located),
        shares: sharesAt(located),
      },
    ];
  });
  return { thresholds: criterion.thresholds, systems: Object.fromEntries(truths) };
}

export function pseudonym(rater: number): string {
  return `R${String(rater + 1).padStart(2, '0')}`;
}
