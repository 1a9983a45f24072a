import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { WorkbenchError } from '#lib/errors.ts';
import { packing, unpackedTensors } from './packed-int8.ts';
import { type HeaderEntry, maxHeaderBytes, parseSafetensorsHeader } from './safetensors-header.ts';
import { type StoredDtype, toFloat32 } from './stored-dtypes.ts';

/** A tensor that still lies in its file: nothing of its data is read before `read` or `readBytes`. */
export interface WeightTensor {
  readonly name: string;
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  /** The file it lies in, for error messages. */
  readonly file: string;
  /** A new array at each call, whatever the stored format. */
  read(): Float32Array;
  /** The stored bytes, little-endian, a new array at each call. */
  readBytes(): Uint8Array<ArrayBuffer>;
}

export interface SafetensorsFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, WeightTensor>;
}

/** One read call takes less than 2 GiB. */
const chunkBytes = 2 ** 30;

function withFile<T>(path: string, use: (descriptor: number) => T): T {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    throw new WorkbenchError('bad-input', `${path} is missing or cannot be read.`);
  }
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Fills `target` from `position` on; false where the file ends earlier. */
function readFully(descriptor: number, target: Uint8Array, position: number): boolean {
  let done = 0;
  while (done < target.length) {
    const length = Math.min(target.length - done, chunkBytes);
    const count = readSync(descriptor, target, done, length, position + done);
    if (count === 0) return false;
    done += count;
  }
  return true;
}

function lazyTensor(path: string, dataStart: number, entry: HeaderEntry): WeightTensor {
  const readBytes = (): Uint8Array<ArrayBuffer> => {
    const bytes = new Uint8Array(entry.end - entry.begin);
    if (!withFile(path, (descriptor) => readFully(descriptor, bytes, dataStart + entry.begin))) {
      throw new WorkbenchError('bad-input', `${path} ends inside tensor "${entry.name}": it is truncated.`);
    }
    return bytes;
  };
  return {
    name: entry.name,
    dtype: entry.dtype,
    shape: entry.shape,
    file: path,
    readBytes,
    read: () => toFloat32(readBytes(), entry.dtype),
  };
}

/**
 * The tensors of a safetensors file. Only the header is read and checked; the data of a tensor is read when
 * asked for, so that a checkpoint larger than memory can be gone through one tensor at a time. Matrices of a file that
 * `packCheckpoint` has packed come as float32.
 * @throws WorkbenchError `bad-input` for a missing, truncated or malformed file, naming tensor and file
 */
export function readSafetensors(path: string): SafetensorsFile {
  return withFile(path, (descriptor) => {
    const fileBytes = fstatSync(descriptor).size;
    const prefix = new Uint8Array(8);
    if (fileBytes < 8 || !readFully(descriptor, prefix, 0)) {
      throw new WorkbenchError(
        'bad-input',
        `${path} is not a valid safetensors file: it has ${fileBytes} bytes.`,
      );
    }
    const length = new DataView(prefix.buffer).getBigUint64(0, true);
    if (length > BigInt(maxHeaderBytes) || length > BigInt(fileBytes - 8)) {
      throw new WorkbenchError(
        'bad-input',
        `${path} is not a valid safetensors file: it announces a header of ${length} bytes, but has ${fileBytes - 8} after its first 8. It is truncated or of another kind.`,
      );
    }
    const json = new Uint8Array(Number(length));
    readFully(descriptor, json, 8);
    const dataStart = 8 + json.length;
    const header = parseSafetensorsHeader(json, fileBytes - dataStart, path);
    const tensors = header.entries.map((entry) => [entry.name, lazyTensor(path, dataStart, entry)] as const);
    return { metadata: header.metadata, tensors: asStored(new Map(tensors), header.metadata, path) };
  });
}

function asStored(
  tensors: ReadonlyMap<string, WeightTensor>,
  { [packing.key]: form }: Readonly<Record<string, string>>,
  path: string,
): ReadonlyMap<string, WeightTensor> {
  if (form === undefined) return tensors;
  if (form === packing.int8) return unpackedTensors(tensors);
  throw new WorkbenchError(
    'bad-input',
    `${path} is packed as "${form}"; this version reads "${packing.int8}".`,
  );
}
