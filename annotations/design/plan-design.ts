import type { Random } from '#lib/rng.ts';
import { checkShape } from './check-shape.ts';
import { solveDesign } from './solve-design.ts';
import type { DesignShape, StudyDesign } from './study-design.ts';

/** See docs/decisions/0008-solved-assignment.md. */
export function planDesign(shape: DesignShape, random: Random): StudyDesign {
  return solveDesign({ ...checkShape(shape), finished: [], orders: [] }, random);
}
