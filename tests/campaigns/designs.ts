import fc from 'fast-check';
import { designCertificate } from '#annotations/design/design-certificate.ts';
import { planDesign } from '#annotations/design/plan-design.ts';
import { repairDesign } from '#annotations/design/repair-design.ts';
import { createRandom } from '#lib/rng.ts';
import { changeOf, planProblems, repairProblems, shapes, turns } from '../design-laws.ts';

export interface DesignsReport {
  readonly shapes: number;
  readonly repairs: number;
  /** New plans in which a goal is more than ±1 apart, by goal: those nobody promises to keep. */
  readonly apart: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

/** Plans as many random studies, lets people leave and come three times in each, and checks every design by its laws. */
export function checkDesigns({
  shapes: count,
  seed,
}: {
  readonly shapes: number;
  readonly seed: number;
}): DesignsReport {
  const apart: Record<string, number> = {};
  const problems: string[] = [];
  let repairs = 0;
  const happenings = fc.array(turns, { minLength: 3, maxLength: 3 });
  for (const [index, [shape, changes]] of fc
    .sample(fc.tuple(shapes, happenings), { numRuns: count, seed })
    .entries()) {
    const random = createRandom(seed, index);
    let design = planDesign(shape, random);
    const named = (problem: string) => `shape ${index} ${JSON.stringify(shape)}: ${problem}`;
    problems.push(...planProblems(design).map(named));
    for (const { goal, within } of designCertificate(design).goals)
      if (!within) apart[goal] = (apart[goal] ?? 0) + 1;
    for (const turn of changes) {
      const change = changeOf(design, turn);
      const repaired = repairDesign(design, change, random);
      problems.push(...repairProblems(design, change, repaired).map(named));
      design = repaired;
      repairs++;
    }
  }
  return { shapes: count, repairs, apart, problems };
}
