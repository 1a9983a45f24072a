import type { LatentLaw } from './latent-law.ts';

/**
 * Standard deviations of the random effects, in logits. The logistic noise of a single judgement has one of 1.81, by
 * which the size of the others can be felt.
 */
export interface Spreads {
  /** Of items: some contexts draw high ratings for every system. */
  readonly item: number;
  /** Of responses, that is of a system on an item, beyond both: what makes a system better on some items than others. */
  readonly response: number;
  /** Of raters' kindness: the opposite of severity. */
  readonly rater: number;
  /** Of raters' taste for one system over others. */
  readonly raterSystem: number;
}

/** One criterion: a rating is 1 more than the lowest value for each threshold that its latent value exceeds. */
export interface SimulatedCriterion {
  readonly name: string;
  /** The lowest value of the scale; the others follow in steps of 1. */
  readonly minimum: number;
  /** In logits, ascending, one fewer than there are values; `thresholdsFor` gives them from shares. */
  readonly thresholds: readonly number[];
  /** Of each system, in logits; the thresholds are those of a system with effect 0. */
  readonly effects: readonly number[];
  readonly spreads: Spreads;
  /** Logits that a response of twice the words gains, whatever it says. Default 0. */
  readonly lengthEffect?: number;
}

export const carelessKinds = ['uniform', 'straight-lining', 'fast'] as const;

/**
 * How a rater fails: `uniform` gives every value alike, whatever is to be rated; `straight-lining` gives the same place
 * of every scale always; `fast` takes a seventh of the time and guesses half of the answers.
 */
export type CarelessKind = (typeof carelessKinds)[number];

export interface RaterLaw {
  /** Standard deviation of the logarithm of raters' residual scales: 0.4 makes every sixth rater half as noisy again. */
  readonly noiseSpread?: number;
  /** The chance that a rater is careless in each way. Default none. */
  readonly careless?: Readonly<Partial<Record<CarelessKind, number>>>;
  /** Raters, by number, of whom it is settled; the chances are for the others. */
  readonly settled?: Readonly<Record<number, CarelessKind | 'attentive'>>;
  /** Seconds that the middle rater takes for an item. Default 60. */
  readonly seconds?: number;
}

export interface LengthLaw {
  /** Typical number of words of each system's responses: the geometric mean. */
  readonly words: readonly number[];
  /** Standard deviation of the binary logarithm of words within a system: 1 is a factor of two. */
  readonly spread: number;
}

/** Everything that is true of a simulated study: plain data, fit for JSON. */
export interface WorldSpec {
  readonly systems: readonly string[];
  readonly criteria: readonly SimulatedCriterion[];
  readonly raters?: RaterLaw;
  /** Without it responses have no length. */
  readonly lengths?: LengthLaw;
  /**
   * Correlation, in [0, 1], of each random effect between criteria: how far an item, response or rater that is high on
   * one is high on all. Default 0.
   */
  readonly halo?: number;
}

/** The spread of latent values of one criterion over items, responses and raters, for the functions on a latent law. */
export function lawOf(
  { spreads, lengthEffect = 0 }: Pick<SimulatedCriterion, 'spreads' | 'lengthEffect'>,
  { raters, lengths }: Pick<WorldSpec, 'raters' | 'lengths'> = {},
): LatentLaw {
  const ofLength = lengthEffect * (lengths?.spread ?? 0);
  const { item, response, rater, raterSystem } = spreads;
  return {
    sd: Math.hypot(item, response, rater, raterSystem, ofLength),
    noiseSpread: raters?.noiseSpread ?? 0,
  };
}

/** A system's effect and what its typical length adds to it, in logits. */
export function locationOf(
  { effects, lengthEffect = 0 }: Pick<SimulatedCriterion, 'effects' | 'lengthEffect'>,
  { lengths }: Pick<WorldSpec, 'lengths'>,
  system: number,
): number {
  return (effects[system] ?? 0) + lengthEffect * relativeLength(lengths, system);
}

/** Doublings of words by which a system's typical response exceeds the typical one of all systems. */
export function relativeLength(lengths: LengthLaw | undefined, system: number): number {
  if (!lengths) return 0;
  const logs = lengths.words.map(Math.log2);
  return (logs[system] ?? 0) - logs.reduce((sum, log) => sum + log, 0) / logs.length;
}

/** @throws RangeError where lists do not fit together or a number is out of range */
export function requireWorldSpec({ systems, criteria, raters = {}, lengths, halo = 0 }: WorldSpec): void {
  const require = (isRight: boolean, sentence: string) => {
    if (!isRight) throw new RangeError(sentence);
  };
  const isSpread = (value: number) => value >= 0 && Number.isFinite(value);
  require(systems.length >= 1, 'needs at least one system');
  for (const { name, thresholds, effects, spreads } of criteria) {
    require(thresholds.length >= 1, `${name} needs at least one threshold`);
    require(thresholds.every(
      (threshold, k) => k === 0 || threshold > (thresholds[k - 1] ?? 0),
    ), `the thresholds of ${name} must ascend`);
    require(effects.length === systems.length, `${name} needs an effect for every system`);
    require(Object.values(spreads).every(isSpread), `the spreads of ${name} must not be negative`);
  }
  require(isSpread(raters.noiseSpread ?? 0), 'the spread of noise must not be negative');
  require((raters.seconds ?? 60) > 0, 'raters take more than no time');
  const chances = Object.values(raters.careless ?? {});
  require(chances.every((chance) => chance >= 0) &&
    chances.reduce((sum, chance) => sum + chance, 0) <=
      1, 'the chances of carelessness must be at least 0 and sum to at most 1');
  if (lengths) {
    require(lengths.words.length === systems.length, 'needs a typical length for every system');
    require(lengths.words.every((words) => words > 0) &&
      isSpread(lengths.spread), 'lengths must be above 0 and their spread not negative');
  }
  require(halo >= 0 && halo <= 1, 'the correlation between criteria lies in [0, 1]');
}
