import { defined, type Estimate, notDefined } from '#eval/statistics/estimate.ts';
import { classificationScores } from './classification-scores.ts';

/** Sharma et al. 2020: emotional reactions, interpretations, explorations. */
export const empathyMechanisms = ['emotionalReaction', 'interpretation', 'exploration'] as const;
export type EmpathyMechanism = (typeof empathyMechanisms)[number];

/** A text's level in each: 0 none, 1 weak, 2 strong. */
export type EmpathyLevels = Readonly<Record<EmpathyMechanism, number>>;

export interface MechanismAgreement {
  /** Mean level of the replies, and of the references, 0 to 2. */
  readonly meanLevel: Estimate;
  readonly meanReferenceLevel: Estimate;
  /** Share of replies with a level above none. */
  readonly share: Estimate;
  /** Of the replies' levels against the references' as the truth, 0 to 1. */
  readonly accuracy: Estimate;
  readonly weightedF1: Estimate;
  readonly macroF1: Estimate;
}

export interface EmpathyAgreement extends Readonly<Record<EmpathyMechanism, MechanismAgreement>> {
  /** EmpRL's Emp-F1 ÷ 100: the plain mean over mechanisms of F1 weighted by how often the reference has each level. */
  readonly empF1: Estimate;
  /** The mean over mechanisms of the plain mean of F1 over the levels that occur. */
  readonly macroEmpF1: Estimate;
  /** Share of replies that have the reference's level in all three. */
  readonly exactMatch: Estimate;
}

const levels = 3;
const cells = levels ** 2;

/** Numbers in a row: the 9 cells of each mechanism (rows are the reference's level), then 1 for an exact match. */
export const empathyAgreementWidth = cells * empathyMechanisms.length + 1;

/** Writes the row of a reply to `row`, from `at` on. @throws RangeError where a level is not 0, 1 or 2 */
export function empathyAgreementStatistics(
  { reply, reference }: { readonly reply: EmpathyLevels; readonly reference: EmpathyLevels },
  row: Float64Array,
  at = 0,
): void {
  row.fill(0, at, at + empathyAgreementWidth);
  let equal = 0;
  empathyMechanisms.forEach((mechanism, m) => {
    const [found, truth] = [reply[mechanism], reference[mechanism]];
    for (const level of [found, truth])
      if (level !== 0 && level !== 1 && level !== 2)
        throw new RangeError(`a level is 0, 1 or 2, not ${level}`);
    row[at + m * cells + truth * levels + found] = 1;
    if (found === truth) equal++;
  });
  row[at + empathyAgreementWidth - 1] = equal === empathyMechanisms.length ? 1 : 0;
}

/** @param sums of rows, from `at` on */
export function empathyAgreement(sums: Float64Array, at = 0): EmpathyAgreement {
  const all = empathyMechanisms.map((_, m) => sums.subarray(at + m * cells, at + (m + 1) * cells));
  const total = all[0]!.reduce((sum, count) => sum + count, 0);
  const estimate = (value: number): Estimate =>
    total === 0 ? notDefined('there are no replies with levels') : defined(value);
  const scores = all.map((confusion) => classificationScores(confusion, levels));
  const mean = (of: (scores: { weightedF1: number; macroF1: number }) => number) =>
    scores.reduce((sum, each) => sum + of(each), 0) / scores.length;
  const [emotionalReaction, interpretation, exploration] = all.map((confusion, m): MechanismAgreement => {
    const { accuracy, weightedF1, macroF1 } = scores[m]!;
    const weighted = (value: (cell: number) => number) =>
      estimate(confusion.reduce((sum, count, cell) => sum + count * value(cell), 0) / total);
    return {
      meanLevel: weighted((cell) => cell % levels),
      meanReferenceLevel: weighted((cell) => Math.floor(cell / levels)),
      share: weighted((cell) => (cell % levels > 0 ? 1 : 0)),
      accuracy: estimate(accuracy),
      weightedF1: estimate(weightedF1),
      macroF1: estimate(macroF1),
    };
  });
  return {
    emotionalReaction: emotionalReaction!,
    interpretation: interpretation!,
    exploration: exploration!,
    empF1: estimate(mean(({ weightedF1 }) => weightedF1)),
    macroEmpF1: estimate(mean(({ macroF1 }) => macroF1)),
    exactMatch: estimate(sums[at + empathyAgreementWidth - 1]! / total),
  };
}

/** @param identifiers whose levels they are, e.g. the hash of the identifiers' weights */
export function empathyAgreementSignature(identifiers: string): string {
  return `levels:none,weak,strong|identifiers:${identifiers}|v:1`;
}
