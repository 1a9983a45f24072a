/** The mechanisms of empathy (Sharma et al. 2020) by the names of EmpRL's identifiers. */
export const empathyMechanisms = ['emo', 'exp', 'int'] as const;

export type EmpathyMechanism = (typeof empathyMechanisms)[number];

/**
 * EmpRL's reward of one answer: the product over mechanisms of the probability that the identifier gives to the
 * level of the reference answer, in (0, 1].
 * @param probabilities of each level, by mechanism
 * @param levels of the reference answer, by mechanism
 * @throws RangeError for a level that the identifier does not know
 */
export function empathyReward<Mechanism extends string>(
  probabilities: Readonly<Record<Mechanism, readonly number[]>>,
  levels: Readonly<Record<Mechanism, number>>,
): number {
  return (Object.keys(levels) as Mechanism[]).reduce((product, mechanism) => {
    const known = probabilities[mechanism];
    const probability = known[levels[mechanism]];
    if (probability === undefined)
      throw new RangeError(`${mechanism} has the levels 0 to ${known.length - 1}, not ${levels[mechanism]}`);
    return product * probability;
  }, 1);
}
