import { largestCode } from '../graph/ops/row-wise-int8.ts';

/** A matrix as a serving graph multiplies with it. */
export interface QuantisedMatrix {
  /** [from, to], row by row */
  readonly codes: Int8Array;
  /** [to]: the largest magnitude of each column / 127², the worth of a weight's code times an activation's */
  readonly scales: Float32Array;
}

export interface MatrixLayout {
  readonly from: number;
  readonly to: number;
  /** How `values` lie, row by row. */
  readonly stored: 'from-to' | 'to-from';
}

/** Columns that are smaller than this are zeros: their scale would not be a normal float32. */
const smallest = 1e-30;

/** Columns are converted in blocks, so that reading across a matrix and writing along it both stay in the cache. */
const blockColumns = 64;

/** Symmetric int8 by column: code = round(value · 127 / the column's largest magnitude), halves upwards. */
export function quantiseMatrix(values: Float32Array, layout: MatrixLayout): QuantisedMatrix {
  const { from, to, stored } = layout;
  if (values.length !== from * to) throw new RangeError(`${values.length} values are not ${from} × ${to}`);
  const [rowStep, columnStep] = stored === 'from-to' ? [to, 1] : [1, from];
  const largest = new Float32Array(to);
  const factors = new Float64Array(to);
  const codes = new Int8Array(values.length);
  for (let start = 0; start < to; start += blockColumns) {
    const end = Math.min(start + blockColumns, to);
    for (let row = 0; row < from; row++)
      for (let column = start; column < end; column++) {
        const magnitude = Math.abs(values[row * rowStep + column * columnStep] as number);
        if (magnitude > (largest[column] as number)) largest[column] = magnitude;
      }
    for (let column = start; column < end; column++) factors[column] = factorOf(largest[column] as number);
    for (let row = 0; row < from; row++)
      for (let column = start; column < end; column++) {
        const value = values[row * rowStep + column * columnStep] as number;
        codes[row * to + column] = Math.round(value * (factors[column] as number));
      }
  }
  return { codes, scales: largest.map((value) => (value < smallest ? 0 : value / largestCode ** 2)) };
}

function factorOf(largest: number): number {
  return largest < smallest ? 0 : largestCode / largest;
}
