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

/** Symmetric int8 by column: code = round(value · 127 / the column's largest magnitude), half to even upwards. */
export function quantiseMatrix(values: Float32Array, { from, to, stored }: MatrixLayout): QuantisedMatrix {
  if (values.length !== from * to) throw new RangeError(`${values.length} values are not ${from} × ${to}`);
  const largest = largestByColumn(values, { from, to, stored });
  const factors = largest.map((value) => (value === 0 ? 0 : largestCode / value));
  const codes = new Int8Array(values.length);
  for (let row = 0; row < from; row++)
    for (let column = 0; column < to; column++) {
      const value = values[stored === 'from-to' ? row * to + column : column * from + row] as number;
      codes[row * to + column] = Math.round(value * (factors[column] as number));
    }
  return { codes, scales: largest.map((value) => value / largestCode ** 2) };
}

function largestByColumn(values: Float32Array, { from, to, stored }: MatrixLayout): Float32Array {
  const largest = new Float32Array(to);
  for (const [place, value] of values.entries()) {
    const column = stored === 'from-to' ? place % to : Math.floor(place / from);
    const magnitude = Math.abs(value);
    if (magnitude > (largest[column] as number)) largest[column] = magnitude;
  }
  return largest;
}
