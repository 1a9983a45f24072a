import type { Random } from '#lib/rng.ts';
import { checkShape } from './check-shape.ts';
import { solveDesign } from './solve-design.ts';
import type { DesignShape, StudyDesign } from './study-design.ts';

/**
 * A solved assignment: which annotator gets which item, which systems are shown there, and in which order.
 *
 * Promised for every shape that is not refused, each within ±1: annotators' loads, and their items of each stratum;
 * showings of each system and of each system at each position, over the study and within each annotator; and
 * exactly `ratingsPerItem` different annotators an item. Pairs of systems: equal for complete blocks; within ±1 for
 * all systems but one, except where N assignments leave 2 ≤ N mod s ≤ s − 2, when 2 is the least possible; for
 * other block sizes, pairs of responses among them, searched for and stated by the certificate, not proven.
 * First-order carry-over is within ±1 for complete blocks of an even number of systems.
 *
 * The sources and what is left open are in docs/decisions/0008-solved-assignment.md. A function of the shape and the
 * generator alone. Time: about items × annotators, plus assignments × shown². Throws `bad-input` where the shape
 * is impossible, with a sentence that says what to change.
 */
export function planDesign(shape: DesignShape, random: Random): StudyDesign {
  return solveDesign({ ...checkShape(shape), finished: [], orders: [] }, random);
}
