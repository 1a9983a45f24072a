import { WorkbenchError } from '#lib/errors.ts';

/** A tensor on the host's side: what a graph input is fed with. */
export interface HostTensor {
  readonly dtype: 'float32' | 'int64';
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export type HostInputs = Readonly<Record<string, HostTensor>>;

/** Rows of equal length; shorter ones are filled by the caller, who masks the filling with 0. */
export type Rows = readonly (readonly number[])[];

/** Added to scores of keys that may not be seen: exp of it is 0 in float32, and a row of nothing else stays finite. */
export const hidden = -1e9;

/** Ids, masks or positions as int64 [batch, length]. Rows of unequal length are refused. */
export function rowsTensor(rows: Rows, name: string): HostTensor {
  const length = rows[0]?.length ?? 0;
  if (length === 0) throw new WorkbenchError('bad-input', `${name} must hold at least one row with one id.`);
  if (rows.some((row) => row.length !== length))
    throw new WorkbenchError(
      'bad-input',
      `The rows of ${name} differ in length: fill them to the longest and give a mask.`,
    );
  const data = new BigInt64Array(rows.length * length);
  for (const [index, value] of rows.flat().entries()) {
    if (!Number.isInteger(value)) throw new WorkbenchError('bad-input', `${name} must hold whole numbers.`);
    data[index] = BigInt(value);
  }
  return { dtype: 'int64', shape: [rows.length, length], data };
}

/** Refuses ids outside a table of `size` rows, which onnxruntime would report by its node's name only. */
export function checkRange(rows: Rows, name: string, size: number): void {
  for (const row of rows)
    for (const id of row)
      if (id < 0 || id >= size)
        throw new WorkbenchError('bad-input', `${name} holds ${id}; the model knows 0 to ${size - 1}.`);
}

export function onesLike(rows: Rows): Rows {
  return rows.map((row) => row.map(() => 1));
}

/**
 * Positions of decoder-only models: each row counts what its mask shows, so that filling on either side changes
 * nothing. Filling gets position 1, as the reference gives it; nothing sees it.
 */
export function countedPositions(mask: Rows): Rows {
  return mask.map((row) => {
    let seen = 0;
    return row.map((shown) => {
      seen += shown ? 1 : 0;
      return shown ? seen - 1 : Math.min(1, row.length - 1);
    });
  });
}

/** Bias [batch, 1, 1, keys]: 0 for keys the mask shows, `hidden` for the others. */
export function keyBias(mask: Rows): HostTensor {
  const keys = mask[0]?.length ?? 0;
  const data = Float32Array.from(mask.flat(), (shown) => (shown ? 0 : hidden));
  return { dtype: 'float32', shape: [mask.length, 1, 1, keys], data };
}

/** Bias [batch, 1, queries, keys] for queries that are the last `queries` of the keys: none sees a later key. */
export function causalBias(mask: Rows, queries: number = mask[0]?.length ?? 0): HostTensor {
  const keys = mask[0]?.length ?? 0;
  const data = new Float32Array(mask.length * queries * keys).fill(hidden);
  for (const [row, shown] of mask.entries())
    for (let query = 0; query < queries; query++) {
      const start = (row * queries + query) * keys;
      for (let key = 0; key <= query + keys - queries; key++) if (shown[key]) data[start + key] = 0;
    }
  return { dtype: 'float32', shape: [mask.length, 1, queries, keys], data };
}
