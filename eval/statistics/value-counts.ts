/** The values that a unit was given, one a rater; a missing value is simply not there. */
export type Unit = readonly number[];

/**
 * How often each value of `domain` occurs in each unit. Sparse, a unit lists only what it holds: its cells are those
 * from starts[unit] to starts[unit + 1], in ascending order of index.
 */
export interface ValueCounts {
  /** Ascending, unless it was given as an order of its own. */
  readonly domain: ArrayLike<number>;
  /** Number of values of each unit. */
  readonly sizes: Float64Array;
  /** One more than there are units. */
  readonly starts: Int32Array;
  /** Into the domain, by cell. */
  readonly indices: Int32Array;
  /** At least 1, by cell. */
  readonly counts: Float64Array;
}

/** Units, or their counts where several coefficients are wanted and counting once is enough. */
export type Ratings = readonly Unit[] | ValueCounts;

export function countsOf(ratings: Ratings): ValueCounts {
  return 'domain' in ratings ? ratings : countValues(ratings);
}

/** Counts the values of every unit: sufficient for every agreement coefficient that takes raters as exchangeable. */
export function countValues(units: readonly Unit[]): ValueCounts {
  const raters = units.reduce((most, unit) => Math.max(most, unit.length), 0);
  const cells = new Float64Array(raters * units.length).fill(Number.NaN);
  units.forEach((unit, column) => {
    unit.forEach((value, rater) => {
      if (!Number.isFinite(value)) throw new RangeError(`a value must be a finite number, got ${value}`);
      cells[rater * units.length + column] = value;
    });
  });
  return countTable(cells, { units: units.length });
}

export interface TableOptions {
  /** Columns of the table; its rows are raters. */
  readonly units: number;
  /** What stands for a missing value. Default: NaN. */
  readonly missing?: number;
}

/** Widest span of whole numbers that is counted by place instead of sorted. */
const widestSpan = 4096;

/**
 * Counts a table of raters × units, row-major: two passes over it, without sorting, where the values are whole
 * numbers close together, as ratings are.
 */
export function countTable(
  cells: ArrayLike<number>,
  { units, missing = Number.NaN }: TableOptions,
): ValueCounts {
  if (cells instanceof Uint8Array) return countBytes(cells, { units, missing });
  // One kind of array, so that the loops over it are compiled for that kind.
  const floats = cells instanceof Float64Array ? cells : Float64Array.from(cells);
  const span = spanOf(floats, missing);
  const width = span.highest - span.lowest + 1;
  if (span.whole && width * units <= Math.max(1e7, 4 * floats.length))
    return countByPlace(floats, { units, missing, lowest: span.lowest, width });
  return countBySorting(floats, { units, missing });
}

/**
 * Counts given as a dense table.
 * @param rows for each unit how often it holds each value of the domain
 */
export function countsOfRows(rows: readonly ArrayLike<number>[], domain: ArrayLike<number>): ValueCounts {
  const dense = new Int32Array(rows.length * domain.length);
  rows.forEach((row, unit) => {
    if (row.length !== domain.length)
      throw new RangeError(`a unit has ${row.length} counts, but there are ${domain.length} values`);
    dense.set(row, unit * domain.length);
  });
  return sparse(dense, domain, { units: rows.length, stride: domain.length });
}

interface Span {
  readonly whole: boolean;
  readonly lowest: number;
  readonly highest: number;
}

function spanOf(cells: Float64Array, missing: number): Span {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let whole = true;
  for (let i = 0; i < cells.length; i++) {
    const value = cells[i]!;
    // What is missing compares as neither: NaN does so by itself.
    if (value === missing) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    if (Math.floor(value) < value) whole = false;
  }
  return { whole: whole && lowest <= highest && highest - lowest < widestSpan, lowest, highest };
}

interface PlaceTask extends Required<TableOptions> {
  readonly lowest: number;
  readonly width: number;
}

function countByPlace(cells: Float64Array, { units, missing, lowest, width }: PlaceTask): ValueCounts {
  // The first column takes what is missing (NaN | 0 is 0), so that the loop has no branch to mispredict.
  const stride = width + 1;
  const dense = new Int32Array(units * stride);
  const end = cells.length - (units === 0 ? 0 : cells.length % units);
  const offset = 1 - lowest;
  for (let row = 0; row < end; row += units)
    for (let unit = 0, base = 0; unit < units; unit++, base += stride) {
      const value = cells[row + unit]!;
      dense[base + (value === missing ? 0 : (value + offset) | 0)]!++;
    }
  for (let base = 0; base < dense.length; base += stride) dense[base] = 0;
  const domain = Float64Array.from({ length: stride }, (_, index) => lowest + index - 1);
  return sparse(dense, domain, { units, stride });
}

function countBytes(cells: Uint8Array, { units, missing }: Required<TableOptions>): ValueCounts {
  const occurs = new Uint8Array(256);
  for (let i = 0; i < cells.length; i++) occurs[cells[i]!] = 1;
  if (missing >= 0 && missing < 256) occurs[missing] = 0;
  const values = Array.from(occurs.keys()).filter((value) => occurs[value] === 1);
  // A column more takes what is missing, so that the loop has no branch to mispredict.
  const stride = values.length + 1;
  const place = new Int32Array(256).fill(values.length);
  values.forEach((value, index) => {
    place[value] = index;
  });
  const dense = new Int32Array(units * stride);
  const end = cells.length - (units === 0 ? 0 : cells.length % units);
  for (let row = 0; row < end; row += units)
    for (let unit = 0, base = 0; unit < units; unit++, base += stride)
      dense[base + place[cells[row + unit]!]!]!++;
  return sparse(dense, values, { units, stride });
}

/** Keeps the cells that hold something and the values that occur. */
function sparse(
  dense: Int32Array,
  values: ArrayLike<number>,
  { units, stride }: { readonly units: number; readonly stride: number },
): ValueCounts {
  const places = new Int32Array(values.length);
  let cells = 0;
  for (let unit = 0; unit < units; unit++)
    for (let index = 0; index < values.length; index++)
      if (dense[unit * stride + index]! > 0) {
        places[index] = 1;
        cells++;
      }
  const domain: number[] = [];
  for (let index = 0; index < values.length; index++)
    if (places[index]) {
      places[index] = domain.length;
      domain.push(values[index]!);
    }
  const sizes = new Float64Array(units);
  const starts = new Int32Array(units + 1);
  const indices = new Int32Array(cells);
  const counts = new Float64Array(cells);
  let cell = 0;
  for (let unit = 0; unit < units; unit++) {
    for (let index = 0; index < values.length; index++) {
      const count = dense[unit * stride + index]!;
      if (count <= 0) continue;
      sizes[unit]! += count;
      indices[cell] = places[index]!;
      counts[cell++] = count;
    }
    starts[unit + 1] = cell;
  }
  return { domain, sizes, starts, indices, counts };
}

function countBySorting(cells: Float64Array, { units, missing }: Required<TableOptions>): ValueCounts {
  const kept = cells.filter((value) => !Number.isNaN(value) && value !== missing);
  const domain = kept.sort().filter((value, index) => index === 0 || value !== kept[index - 1]);
  const indexOf = new Map(Array.from(domain, (value, index) => [value, index]));
  const raters = units === 0 ? 0 : Math.floor(cells.length / units);
  const sizes = new Float64Array(units);
  const starts = new Int32Array(units + 1);
  const indices = new Int32Array(kept.length);
  const counts = new Float64Array(kept.length);
  const unitIndices = new Int32Array(raters);
  let cell = 0;
  for (let unit = 0; unit < units; unit++) {
    let size = 0;
    for (let rater = 0; rater < raters; rater++) {
      const value = cells[rater * units + unit]!;
      if (!Number.isNaN(value) && value !== missing) unitIndices[size++] = indexOf.get(value)!;
    }
    const first = cell;
    for (const index of unitIndices.subarray(0, size).sort()) {
      if (cell > first && indices[cell - 1] === index) counts[cell - 1]!++;
      else {
        indices[cell] = index;
        counts[cell++] = 1;
      }
    }
    sizes[unit] = size;
    starts[unit + 1] = cell;
  }
  return { domain, sizes, starts, indices: indices.slice(0, cell), counts: counts.slice(0, cell) };
}
