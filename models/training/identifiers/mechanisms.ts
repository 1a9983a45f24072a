/** EPITOME's three mechanisms of empathy (Sharma et al. 2020). */
export const mechanisms = ['emotionalReaction', 'interpretation', 'exploration'] as const;

export type Mechanism = (typeof mechanisms)[number];

/** Levels told apart: 0 none, 1 weak, 2 strong. */
export const levelCount = 3;

export type Level = 0 | 1 | 2;

/** Of the levels 0, 1 and 2; they sum to 1. */
export type LevelProbabilities = readonly [number, number, number];

export type MechanismProbabilities = Readonly<Record<Mechanism, LevelProbabilities>>;

/** A value for each mechanism. */
export function forMechanisms<T>(make: (mechanism: Mechanism) => T): Readonly<Record<Mechanism, T>> {
  return Object.fromEntries(mechanisms.map((mechanism) => [mechanism, make(mechanism)])) as Record<
    Mechanism,
    T
  >;
}

/** The most probable level; the lower one of equals. */
export function likeliestLevel(probabilities: LevelProbabilities): Level {
  return probabilities.reduce(
    (best, probability, level) => (probability > (probabilities[best] ?? 0) ? level : best),
    0,
  ) as Level;
}

/** The most probable level of each mechanism. */
export function likeliestLevels(probabilities: MechanismProbabilities): Readonly<Record<Mechanism, Level>> {
  return forMechanisms((mechanism) => likeliestLevel(probabilities[mechanism]));
}
