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

/**
 * The design after people left or came. Finished assignments stay as they are, those of people who left included;
 * everything else is given back and dealt anew among those present, levelling what the finished part left uneven:
 * loads (so who comes late gets more of what is left), strata, systems and positions within each annotator and over
 * the study, and pairs. What the rest is too small to level, the certificate tells.
 *
 * An assignment someone is at work on belongs to `done`, so that it is not taken away from them. Places nobody
 * present can take are listed in `open`; invite more people, or raise the quota in the design, and repair again.
 * Throws RangeError where an index names nothing or `joined` is not a count.
 */
export function repairDesign(design: StudyDesign, change: DesignChange, random: Random): StudyDesign {
  const { assignments, open: _, ...facts } = design;
  requireIndexes(change.done, assignments.length, 'done');
  requireIndexes(change.left, design.annotators, 'left');
  if (!Number.isInteger(change.joined) || change.joined < 0)
    throw new RangeError(`joined must be a whole number of at least 0, got ${change.joined}`);
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

function requireIndexes(indexes: readonly number[], count: number, name: string): void {
  for (const index of indexes)
    if (!Number.isInteger(index) || index < 0 || index >= count)
      throw new RangeError(`${name} must hold indexes below ${count}, got ${index}`);
}
