import { WorkbenchError } from '#lib/errors.ts';
import type { WeightTensor } from './read-safetensors.ts';
import type { EncodedTensor } from './write-safetensors.ts';

/** In the header of a packed file: how its I8 tensors are to be read. */
export const packing = { key: 'packing', int8: 'int8' } as const;

/** What stands behind the name of an I8 tensor to name its scales. */
export const scaleSuffix = '.scale';

export interface PackedMatrix {
  /** [rows, columns], row by row, -127 to 127 */
  readonly codes: Int8Array;
  /** The worth of a code in each row or column: its largest magnitude / 127. */
  readonly scales: Float32Array;
}

export interface PackedLayout {
  readonly rows: number;
  readonly columns: number;
  /** What a scale is for. */
  readonly scaled: 'row' | 'column';
}

const largestCode = 127;

/** A row or column that is smaller than this is zeros: its scale would not be a normal float32. */
const smallest = 1e-30;

/**
 * Symmetric int8: code = value / scale to the nearest, so that a weight is off by half a scale at most. The serving
 * graphs quantise by the output in the same way and find the same codes again.
 * @throws RangeError where a value is not finite
 */
export function packMatrix(values: Float32Array, { rows, columns, scaled }: PackedLayout): PackedMatrix {
  const indexOf = (row: number, column: number) => (scaled === 'row' ? row : column);
  const largest = new Float64Array(scaled === 'row' ? rows : columns);
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, at++) {
      const magnitude = Math.abs(values[at] as number);
      if (!Number.isFinite(magnitude)) throw new RangeError('a weight is not a finite number');
      const index = indexOf(row, column);
      if (magnitude > (largest[index] as number)) largest[index] = magnitude;
    }
  const scales = Float32Array.from(largest, (value) => (value < smallest ? 0 : value / largestCode));
  const codes = new Int8Array(values.length);
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, at++) {
      const scale = scales[indexOf(row, column)] as number;
      if (scale > 0) codes[at] = Math.round((values[at] as number) / scale);
    }
  return { codes, scales };
}

/** The weights of codes, [rows, columns]. */
export function unpackMatrix(
  { codes, scales }: PackedMatrix,
  { rows, columns, scaled }: PackedLayout,
): Float32Array {
  const values = new Float32Array(codes.length);
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, at++)
      values[at] = (codes[at] as number) * (scales[scaled === 'row' ? row : column] as number);
  return values;
}

/** The two tensors that a packed matrix is in a file, made when their turn comes. */
export function packedTensors(
  name: string,
  layout: PackedLayout,
  read: () => Float32Array,
): (readonly [string, EncodedTensor])[] {
  const { rows, columns, scaled } = layout;
  const scales: EncodedTensor = {
    shape: scaled === 'row' ? [rows, 1] : [1, columns],
    format: 'F32',
    encode: () => bytesOf(packMatrix(read(), layout).scales),
  };
  const codes: EncodedTensor = {
    shape: [rows, columns],
    format: 'I8',
    encode: () => bytesOf(packMatrix(read(), layout).codes),
  };
  return [
    [`${name}${scaleSuffix}`, scales],
    [name, codes],
  ];
}

function bytesOf({ buffer, byteOffset, byteLength }: Int8Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/**
 * The tensors of a packed file as if they lay in it as float32.
 * @throws WorkbenchError `bad-input` naming tensor and file where scales are missing or of another shape
 */
export function unpackedTensors(stored: ReadonlyMap<string, WeightTensor>): Map<string, WeightTensor> {
  const result = new Map<string, WeightTensor>();
  for (const [name, tensor] of stored) {
    const packed = name.endsWith(scaleSuffix) ? stored.get(name.slice(0, -scaleSuffix.length)) : undefined;
    if (packed?.dtype === 'I8') continue;
    result.set(name, tensor.dtype === 'I8' ? unpackedTensor(tensor, stored) : tensor);
  }
  return result;
}

function unpackedTensor(codes: WeightTensor, stored: ReadonlyMap<string, WeightTensor>): WeightTensor {
  const scales = stored.get(`${codes.name}${scaleSuffix}`);
  const [rows, columns, ...more] = codes.shape;
  const scaled =
    scales?.dtype === 'F32' && rows !== undefined && columns !== undefined && more.length === 0
      ? scaledAxis(scales.shape, rows, columns)
      : undefined;
  if (!scales || rows === undefined || columns === undefined || !scaled)
    throw new WorkbenchError(
      'bad-input',
      `${codes.file} holds tensor "${codes.name}" as int8 [${codes.shape.join(', ')}] without "${codes.name}${scaleSuffix}", float32 for each row or column.`,
    );
  const read = () => {
    const packed = { codes: new Int8Array(codes.readBytes().buffer), scales: scales.read() };
    return unpackMatrix(packed, { rows, columns, scaled });
  };
  return {
    ...codes,
    dtype: 'F32',
    read,
    readBytes: () => new Uint8Array(read().buffer as ArrayBuffer),
  };
}

function scaledAxis(shape: readonly number[], rows: number, columns: number) {
  if (shape.join() === `${rows},1`) return 'row';
  return shape.join() === `1,${columns}` ? 'column' : undefined;
}
