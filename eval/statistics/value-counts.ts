/** The values that a unit was given, one a rater; a missing value is simply not there. */
export type Unit = readonly number[];

/** How often each value of `domain` (ascending) occurs in each unit. Sparse: a unit lists only what it holds. */
export interface ValueCounts {
  readonly domain: readonly number[];
  readonly units: readonly UnitCounts[];
}

export interface UnitCounts {
  /** Number of values. */
  readonly size: number;
  readonly cells: readonly ValueCount[];
}

export interface ValueCount {
  /** Into the domain. */
  readonly index: number;
  /** At least 1. */
  readonly count: number;
}

/** Counts the values of every unit: sufficient for every agreement coefficient that takes raters as exchangeable. */
export function countValues(units: readonly Unit[]): ValueCounts {
  const values = new Set<number>();
  for (const unit of units)
    for (const value of unit) {
      if (!Number.isFinite(value)) throw new RangeError(`a value must be a finite number, got ${value}`);
      values.add(value);
    }
  const domain = [...values].sort((a, b) => a - b);
  const indexOf = new Map(domain.map((value, index) => [value, index]));
  return { domain, units: units.map((unit) => countUnit(unit, indexOf)) };
}

function countUnit(unit: Unit, indexOf: ReadonlyMap<number, number>): UnitCounts {
  const counts = new Map<number, number>();
  for (const value of unit) {
    const index = indexOf.get(value)!;
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return { size: unit.length, cells: Array.from(counts, ([index, count]) => ({ index, count })) };
}
