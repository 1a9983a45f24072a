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
  /** In ascending order of index. */
  readonly cells: readonly ValueCount[];
}

export interface ValueCount {
  /** Into the domain. */
  readonly index: number;
  /** At least 1. */
  readonly count: number;
}

/** Units, or their counts where several coefficients are wanted and counting once is enough. */
export type Ratings = readonly Unit[] | ValueCounts;

export function countsOf(ratings: Ratings): ValueCounts {
  return 'domain' in ratings ? ratings : countValues(ratings);
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
  const cells: { index: number; count: number }[] = [];
  for (const index of unit.map((value) => indexOf.get(value)!).sort((a, b) => a - b)) {
    const last = cells.at(-1);
    if (last?.index === index) last.count++;
    else cells.push({ index, count: 1 });
  }
  return { size: unit.length, cells };
}
