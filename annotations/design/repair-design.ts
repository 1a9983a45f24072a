import type { Random } from '#lib/rng.ts';
import { solveDesign } from './solve-design.ts';
import type { StudyDesign } from './study-design.ts';

export interface DesignChange {
  /** Indexes into the design's assignments: those finished, besides the ones the design knows as finished. */
  readonly done: readonly number[];
  /** Annotators who leave. */
  readonly left: readonly number[];
  /** How many annotators join; they are numbered after those there are. */
  readonly joined: number;
}

export function repairDesign(design: StudyDesign, change: DesignChange, random: Random): StudyDesign {
  const { assignments, open: _, ...facts } = design;
  const done = new Set(change.done);
  return solveDesign(
    {
      ...facts,
      annotators: design.annotators + change.joined,
      left: [...new Set([...design.left, ...change.left])].sort((a, b) => a - b),
      finished: assignments
        .filter(({ finished }, index) => finished || done.has(index))
        .map((assignment) => ({ ...assignment, finished: true })),
    },
    random,
  );
}
