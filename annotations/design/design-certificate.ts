import { countDesign, type DesignCounts } from './design-counts.ts';
import { goalSentence } from './goal-sentence.ts';
import type { StudyDesign } from './study-design.ts';

/**
 * What is counted. `ratings`: different annotators per item. `load`: items per annotator who has not left.
 * `stratum`: items of a stratum per annotator who has not left. `system`, `position`, `pair`: showings of a system,
 * of a system at a position, of two systems together, over the study. `annotator-system`, `annotator-position`:
 * the same within each annotator. `item-system`: showings of each system within an item. `pair-order`: of pairs, how
 * often either system stands first. `carry-over`: how often one stands directly after the other.
 */
export type GoalName =
  | 'ratings'
  | 'load'
  | 'stratum'
  | 'system'
  | 'position'
  | 'pair'
  | 'annotator-system'
  | 'annotator-position'
  | 'item-system'
  | 'pair-order'
  | 'carry-over';

export interface DesignGoal {
  readonly goal: GoalName;
  /** The smallest and the largest of all counts. */
  readonly smallest: number;
  readonly largest: number;
  /**
   * The largest difference between counts that should be equal: all of them, or those of one annotator, stratum,
   * item or pair.
   */
  readonly difference: number;
  /** No design with these totals has a smaller difference than this; a bound, which need not be attainable. */
  readonly least: number;
  /** The difference is at most 1; for `ratings`, every item has exactly as many as wanted. */
  readonly within: boolean;
  /** For a methods section. */
  readonly sentence: string;
}

export interface DesignCertificate {
  readonly systems: readonly string[];
  readonly items: number;
  /** All who ever took part, and how many of them left. */
  readonly annotators: number;
  readonly left: number;
  readonly assignments: number;
  readonly finished: number;
  /** What no design may contain (someone twice on an item, a system twice on a screen), as sentences; else empty. */
  readonly faults: readonly string[];
  readonly goals: readonly DesignGoal[];
  /** Showings, system by position. */
  readonly positions: readonly (readonly number[])[];
  /** Showings together, system by system; 0 on the diagonal. */
  readonly pairs: readonly (readonly number[])[];
  /** First-order carry-over: how often the column's system stands directly after the row's. */
  readonly carryOver: readonly (readonly number[])[];
}

/**
 * Counts a design. It reads the list of assignments and the wanted numbers and nothing else, shares no code with the
 * planner, and so holds for any assignment that is put in the same form. Time: assignments × shown².
 */
export function designCertificate(design: StudyDesign): DesignCertificate {
  const counts = countDesign(design);
  const goals = measures(design, counts)
    .filter(({ goal }) => !design.itemSystems || !goalsOfScreens.has(goal))
    .filter(({ groups }) => groups.some((group) => group.length > 0))
    .map((measure) => goalOf(measure, design));
  return {
    systems: design.systems,
    items: design.strata.length,
    annotators: design.annotators,
    left: design.left.length,
    assignments: design.assignments.length,
    finished: design.assignments.filter(({ finished }) => finished).length,
    faults: counts.faults,
    goals,
    positions: counts.positions,
    pairs: counts.pairs,
    carryOver: counts.carryOver,
  };
}

/** What an item that shows one system cannot have: places, neighbours, and other systems on it. */
const goalsOfScreens: ReadonlySet<GoalName> = new Set([
  'position',
  'pair',
  'annotator-position',
  'item-system',
  'pair-order',
  'carry-over',
]);

interface Measure {
  readonly goal: GoalName;
  /** Counts that should be equal stand in one group. */
  readonly groups: readonly (readonly number[])[];
  /** Where the totals alone do not tell it. */
  readonly least?: number;
}

function measures(design: StudyDesign, counts: DesignCounts): Measure[] {
  const { annotatorSystems, annotatorPositions, strataLoads, loads } = counts;
  const between = <Value>(
    table: readonly (readonly Value[])[],
    keep: (row: number, column: number) => boolean,
  ) => table.flatMap((cells, row) => cells.filter((_, column) => keep(row, column)));
  const pairs = between(counts.pairs, (row, column) => row < column);
  const orders = counts.pairOrders.flatMap((cells, row) =>
    cells.flatMap((before, column) =>
      row < column ? [[before, counts.pairOrders[column]?.[row] ?? 0]] : [],
    ),
  );
  return [
    { goal: 'ratings', groups: [counts.ratings] },
    { goal: 'load', groups: [loads] },
    { goal: 'stratum', groups: strataLoads },
    { goal: 'system', groups: [counts.systems] },
    // At each position of its own: every assignment fills every position once.
    { goal: 'position', groups: [counts.positions.flat()] },
    { goal: 'pair', groups: [pairs], least: leastPairDifference(design, pairs) },
    { goal: 'annotator-system', groups: annotatorSystems },
    { goal: 'annotator-position', groups: annotatorPositions },
    { goal: 'item-system', groups: counts.itemSystems },
    { goal: 'pair-order', groups: design.shown === 2 ? orders : [] },
    { goal: 'carry-over', groups: [between(counts.carryOver, (row, column) => row !== column)] },
  ];
}

function goalOf({ goal, groups, least }: Measure, design: StudyDesign): DesignGoal {
  let [smallest, largest, difference, bound] = [Number.POSITIVE_INFINITY, 0, 0, 0];
  for (const group of groups) {
    if (group.length === 0) continue;
    const [low, high] = [lowest(group), highest(group)];
    smallest = Math.min(smallest, low);
    largest = Math.max(largest, high);
    difference = Math.max(difference, high - low);
    bound = Math.max(bound, sum(group) % group.length === 0 ? 0 : 1);
  }
  const facts = { goal, smallest, largest, difference, least: least ?? bound };
  const within =
    goal === 'ratings' ? smallest === design.ratingsPerItem && largest === smallest : difference <= 1;
  return { ...facts, within, sentence: goalSentence({ ...facts, within }, design) };
}

/**
 * Pairs left out decide where all systems but one are shown: two systems are apart as often as either is the one
 * left out. With N assignments of s − 1 out of s ≥ 4 systems, m = N mod s of them left out once more than the others,
 * two of the m are together 2 fewer times than two of the rest, and both kinds exist where 2 ≤ m ≤ s − 2. Then ±1 is
 * impossible together with ±1 for single systems. For other block sizes only the total is taken into account.
 */
function leastPairDifference({ systems, shown, assignments }: StudyDesign, pairs: readonly number[]): number {
  const over = assignments.length % systems.length;
  if (shown === systems.length - 1 && systems.length >= 4 && over >= 2 && over <= systems.length - 2)
    return 2;
  return pairs.length === 0 || sum(pairs) % pairs.length === 0 ? 0 : 1;
}

// Not Math.min(...counts): an item or annotator list may be longer than the stack takes.
function lowest(counts: readonly number[]): number {
  return counts.reduce((low, count) => Math.min(low, count), Number.POSITIVE_INFINITY);
}

function highest(counts: readonly number[]): number {
  return counts.reduce((high, count) => Math.max(high, count), Number.NEGATIVE_INFINITY);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
