import type { PlannedAssignment, StudyDesign } from './study-design.ts';

export interface DesignCounts {
  readonly faults: readonly string[];
  /** Different annotators, by item. */
  readonly ratings: readonly number[];
  /** Assignments, by annotator who has not left. */
  readonly loads: readonly number[];
  /** By stratum: the assignments of each annotator who has not left. */
  readonly strataLoads: readonly (readonly number[])[];
  readonly systems: readonly number[];
  /** System by position. */
  readonly positions: readonly (readonly number[])[];
  /** Symmetric. */
  readonly pairs: readonly (readonly number[])[];
  /** How often the row's system stands anywhere before the column's. */
  readonly pairOrders: readonly (readonly number[])[];
  /** How often the column's system stands directly after the row's. */
  readonly carryOver: readonly (readonly number[])[];
  /** By annotator with assignments: showings by system. */
  readonly annotatorSystems: readonly (readonly number[])[];
  /** By annotator with assignments: showings by system and position, in one row. */
  readonly annotatorPositions: readonly (readonly number[])[];
  /** By item that is shown at all: showings by system. */
  readonly itemSystems: readonly (readonly number[])[];
}

interface OwnCounts {
  loads: number;
  readonly strata: Map<string | null, number>;
  readonly positions: number[];
}

/** Counts everything a design is judged by, from the list of its assignments alone. */
export function countDesign(design: StudyDesign): DesignCounts {
  const size = design.systems.length;
  const shown = design.shown;
  const positions = table(size, shown);
  const pairOrders = table(size, size);
  const carryOver = table(size, size);
  const byAnnotator = new Map<number, OwnCounts>();
  const byItem = new Map<number, { readonly raters: Set<number>; readonly systems: number[] }>();

  for (const { item, annotator, systems } of design.assignments) {
    const own = byAnnotator.get(annotator) ?? { loads: 0, strata: new Map(), positions: zeros(size * shown) };
    byAnnotator.set(annotator, own);
    const here = byItem.get(item) ?? { raters: new Set(), systems: zeros(size) };
    byItem.set(item, here);
    const stratum = design.strata[item] ?? null;
    own.loads++;
    own.strata.set(stratum, (own.strata.get(stratum) ?? 0) + 1);
    here.raters.add(annotator);
    for (const [position, system] of systems.entries()) {
      increase(positions[system], position);
      increase(own.positions, system * shown + position);
      increase(here.systems, system);
      for (const before of systems.slice(0, position)) increase(pairOrders[before], system);
      if (position > 0) increase(carryOver[systems[position - 1] ?? -1], system);
    }
  }

  const gone = new Set(design.left);
  const present = numbers(design.annotators).filter((annotator) => !gone.has(annotator));
  const rows = [...byAnnotator.values()].map((own) => own.positions);
  return {
    faults: findFaults(design),
    ratings: numbers(design.strata.length).map((item) => byItem.get(item)?.raters.size ?? 0),
    loads: present.map((annotator) => byAnnotator.get(annotator)?.loads ?? 0),
    strataLoads: [...new Set(design.strata)].map((stratum) =>
      present.map((annotator) => byAnnotator.get(annotator)?.strata.get(stratum) ?? 0),
    ),
    systems: positions.map(sum),
    positions,
    pairs: pairOrders.map((row, x) => row.map((before, y) => before + (pairOrders[y]?.[x] ?? 0))),
    pairOrders,
    carryOver,
    annotatorSystems: rows.map((row) =>
      numbers(size).map((system) => sum(row.slice(system * shown, (system + 1) * shown))),
    ),
    annotatorPositions: rows,
    itemSystems: [...byItem.values()].map(({ systems }) => systems),
  };
}

/** What no design may contain, as sentences; numbers in them count from 1. */
function findFaults(design: StudyDesign): string[] {
  const seen = new Set<string>();
  const loads = new Map<number, number>();
  const faults: string[] = [];
  for (const assignment of design.assignments) {
    const { item, annotator } = assignment;
    const where = `Item ${item + 1}, annotator ${annotator + 1}`;
    if (seen.has(`${item} ${annotator}`)) faults.push(`${where}: given twice.`);
    seen.add(`${item} ${annotator}`);
    loads.set(annotator, (loads.get(annotator) ?? 0) + 1);
    if (!isPlain(assignment, design))
      faults.push(`${where}: not ${design.shown} different systems of the study.`);
    if (!(item in design.strata) || annotator < 0 || annotator >= design.annotators)
      faults.push(`${where}: no such item or annotator.`);
    if (design.left.includes(annotator) && !assignment.finished)
      faults.push(`${where}: the annotator has left, and the assignment is not finished.`);
  }
  for (const [annotator, load] of loads)
    if (load > design.quota)
      faults.push(`Annotator ${annotator + 1} has ${load} items, and the quota is ${design.quota}.`);
  return faults;
}

function isPlain({ systems }: PlannedAssignment, design: StudyDesign): boolean {
  return (
    systems.length === design.shown &&
    new Set(systems).size === systems.length &&
    systems.every((system) => system in design.systems)
  );
}

function increase(row: number[] | undefined, index: number): void {
  if (row && index in row) row[index] = (row[index] ?? 0) + 1;
}

function table(rows: number, columns: number): number[][] {
  return numbers(rows).map(() => zeros(columns));
}

function zeros(count: number): number[] {
  return Array<number>(count).fill(0);
}

function numbers(count: number): number[] {
  return [...Array(count).keys()];
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
