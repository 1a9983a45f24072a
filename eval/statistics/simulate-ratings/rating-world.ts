import { createRandom, type Random, type SeedPart } from '#lib/rng.ts';
import { logisticDraw, normalDraw } from './normal-draw.ts';
import {
  type CarelessKind,
  carelessKinds,
  relativeLength,
  requireWorldSpec,
  type WorldSpec,
} from './world-spec.ts';

/** What is true of a rater; lists by criterion, effects in logits. */
export interface RaterTruth {
  /** Added to every rating: above 0 for a kind rater. */
  readonly kindness: readonly number[];
  /** Added to ratings of each system, by criterion and system. */
  readonly tastes: readonly (readonly number[])[];
  /** Residual scale: 1 in the middle, more for a noisy rater. */
  readonly noise: number;
  readonly careless: CarelessKind | null;
  /** Where on the scale a straight-lining rater stays, in [0, 1). */
  readonly place: number;
  /** Time for an item, over that of the middle rater. */
  readonly pace: number;
}

/** What is true of an item; effects in logits. */
export interface ItemTruth {
  /** By criterion and system: of the item and of the response, together with what the response's length adds. */
  readonly effects: readonly (readonly number[])[];
  /** Of each system's response; null where lengths are not simulated. */
  readonly words: readonly number[] | null;
}

/** A rater's ratings of all systems' responses to an item. */
export interface Judgement {
  /** By criterion and system, on the criterion's scale. */
  readonly values: readonly Int32Array[];
  readonly seconds: number;
}

export type Preferred = 'first' | 'second' | 'tie';

export interface Comparison {
  readonly item: number;
  readonly rater: number;
  readonly criterion: number;
  /** The systems, by number, in the order shown. */
  readonly first: number;
  readonly second: number;
}

export interface PreferenceLaw {
  /** The lead, in logits, that a preference needs: within it a rater without noise calls a tie. Not negative. */
  readonly tieThreshold: number;
  /** Logits that being shown first is worth. Default 0. */
  readonly firstAdvantage?: number;
}

/**
 * Raters who judge systems' responses to items, from a seed. Whatever is asked, in whatever order and however often,
 * the same rater says the same of the same item: each draw has a stream of its own. So a study with fewer items is the
 * beginning of one with more, and an annotator in a browser can be given the answers of a rater here.
 *
 * Ratings follow the cumulative-link mixed model: effect of the system, of item, response, rater and rater × system,
 * and logistic noise on the rater's own scale, cut by thresholds (McCullagh 1980; Tutz & Hennevogl 1996). Preferences
 * compare the same effects of two responses, in which item and kindness cancel, with one logistic noise: the model of
 * Rao and Kupper (1967), whose ln θ is the tie threshold, given the items and raters.
 */
export class RatingWorld {
  readonly spec: WorldSpec;
  /** One number for all seed parts: a stream is opened for every judgement, and its seed is read letter by letter. */
  readonly #seed: number;
  readonly #items = new Map<number, ItemTruth>();
  readonly #raters = new Map<number, RaterTruth>();

  /** @throws RangeError where the specification does not fit together */
  constructor(spec: WorldSpec, seed: readonly SeedPart[]) {
    requireWorldSpec(spec);
    this.spec = spec;
    this.#seed = createRandom(...seed, 'world').below(2 ** 32);
  }

  item(item: number): ItemTruth {
    const known = this.#items.get(item);
    if (known) return known;
    const made = drawItem(this.spec, createRandom(this.#seed, 'item', item));
    this.#items.set(item, made);
    return made;
  }

  rater(rater: number): RaterTruth {
    const known = this.#raters.get(rater);
    if (known) return known;
    const drawn = drawRater(this.spec, createRandom(this.#seed, 'rater', rater));
    const settled = this.spec.raters?.settled?.[rater];
    const careless = settled === 'attentive' ? null : (settled ?? drawn.careless);
    const made = { ...drawn, careless };
    this.#raters.set(rater, made);
    return made;
  }

  judge(item: number, rater: number): Judgement {
    const { criteria, systems, raters } = this.spec;
    const [{ effects }, who] = [this.item(item), this.rater(rater)];
    const random = createRandom(this.#seed, 'judge', item, rater);
    const haste = who.careless === 'fast' ? 1 / 7 : 1;
    const seconds = (raters?.seconds ?? 60) * haste * who.pace * Math.exp(0.3 * normalDraw(random));
    const values = criteria.map((criterion, c) =>
      Int32Array.from(systems, (_, s) => {
        const noise = who.noise * logisticDraw(random);
        const points = criterion.thresholds.length + 1;
        const blind = blindDraw(who, { points, random });
        if (blind !== null) return criterion.minimum + blind;
        const latent =
          (criterion.effects[s] ?? 0) +
          (effects[c]?.[s] ?? 0) +
          (who.kindness[c] ?? 0) +
          (who.tastes[c]?.[s] ?? 0) +
          noise;
        return criterion.minimum + exceeded(criterion.thresholds, latent);
      }),
    );
    return { values, seconds };
  }

  /** Which of two responses a rater prefers; the same two in the other order have the same noise. */
  prefer(
    { item, rater, criterion, first, second }: Comparison,
    { tieThreshold, firstAdvantage = 0 }: PreferenceLaw,
  ): Preferred {
    const who = this.rater(rater);
    const isSwapped = first > second;
    const [low, high] = isSwapped ? [second, first] : [first, second];
    const random = createRandom(this.#seed, 'prefer', item, rater, criterion, low, high);
    const noise = who.noise * logisticDraw(random) * (isSwapped ? -1 : 1);
    const blind = blindDraw(who, { points: 3, random });
    // What is careless knows places on the page, not systems.
    if (blind !== null) return (['first', 'tie', 'second'] as const)[blind] ?? 'tie';
    const worth = (system: number) =>
      (this.spec.criteria[criterion]?.effects[system] ?? 0) +
      (this.item(item).effects[criterion]?.[system] ?? 0) +
      (who.tastes[criterion]?.[system] ?? 0);
    const lead = worth(first) - worth(second) + firstAdvantage + noise;
    if (lead > tieThreshold) return 'first';
    return lead < -tieThreshold ? 'second' : 'tie';
  }
}

function exceeded(thresholds: readonly number[], latent: number): number {
  let count = 0;
  for (const threshold of thresholds) if (latent > threshold) count++;
  return count;
}

/** What a careless rater answers without looking, from 0; null where the rater looks. */
function blindDraw(
  { careless, place }: RaterTruth,
  { points, random }: { readonly points: number; readonly random: Random },
): number | null {
  if (careless === null) return null;
  if (careless === 'straight-lining') return Math.floor(place * points);
  if (careless === 'fast' && random.next() < 0.5) return null;
  return random.below(points);
}

/** Standard normal by criterion, correlated between criteria by the halo. */
function correlated({ criteria, halo = 0 }: WorldSpec, random: Random): number[] {
  const shared = normalDraw(random);
  return criteria.map(() => Math.sqrt(halo) * shared + Math.sqrt(1 - halo) * normalDraw(random));
}

function drawItem(spec: WorldSpec, random: Random): ItemTruth {
  const { systems, criteria, lengths } = spec;
  const ofItem = correlated(spec, random);
  const bySystem = systems.map((_, s) => ({
    response: correlated(spec, random),
    doublings: relativeLength(lengths, s) + (lengths?.spread ?? 0) * normalDraw(random),
  }));
  const effects = criteria.map(({ spreads, lengthEffect = 0 }, c) =>
    bySystem.map(
      ({ response, doublings }) =>
        spreads.item * (ofItem[c] ?? 0) + spreads.response * (response[c] ?? 0) + lengthEffect * doublings,
    ),
  );
  if (!lengths) return { effects, words: null };
  const typical = Math.exp(lengths.words.reduce((sum, words) => sum + Math.log(words), 0) / systems.length);
  return {
    effects,
    words: bySystem.map(({ doublings }) => Math.max(1, Math.round(typical * 2 ** doublings))),
  };
}

function drawRater(spec: WorldSpec, random: Random): RaterTruth {
  const { criteria, systems, raters = {} } = spec;
  const chance = random.next();
  const place = random.next();
  const noise = Math.exp((raters.noiseSpread ?? 0) * normalDraw(random));
  const pace = Math.exp(0.4 * normalDraw(random));
  const kindness = correlated(spec, random);
  const tastes = systems.map(() => correlated(spec, random));
  let below = 0;
  const careless = carelessKinds.find((kind) => {
    below += raters.careless?.[kind] ?? 0;
    return chance < below;
  });
  return {
    kindness: criteria.map(({ spreads }, c) => spreads.rater * (kindness[c] ?? 0)),
    tastes: criteria.map(({ spreads }, c) => tastes.map((taste) => spreads.raterSystem * (taste[c] ?? 0))),
    noise,
    careless: careless ?? null,
    place,
    pace,
  };
}
