import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { WorkbenchError } from '#lib/errors.ts';
import { type StoredDtype, storedDtypeBytes } from './stored-dtypes.ts';

/** What can be written: data of float32 in row-major order, given when its turn comes. */
export interface WritableTensor {
  readonly shape: readonly number[];
  read(): Float32Array;
}

/** Data in another format than float32, as it is to lie in the file. */
export interface EncodedTensor {
  readonly shape: readonly number[];
  readonly format: StoredDtype;
  /** Little-endian, row-major, given when its turn comes. */
  encode(): Uint8Array;
}

const chunkBytes = 2 ** 30;

function elements(shape: readonly number[]): number {
  return shape.reduce((size, n) => size * n, 1);
}

function formatOf(tensor: WritableTensor | EncodedTensor): StoredDtype {
  return 'format' in tensor ? tensor.format : 'F32';
}

function bytesOf(tensor: WritableTensor | EncodedTensor): Uint8Array {
  if ('format' in tensor) return tensor.encode();
  const data = tensor.read();
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** The length prefix and the header, padded with spaces so that the data starts at a multiple of 8 bytes. */
function headerBytes(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let position = 0;
  const entries = tensors.map(([name, tensor]) => {
    const begin = position;
    const dtype = formatOf(tensor);
    position += elements(tensor.shape) * storedDtypeBytes[dtype];
    return [name, { dtype, shape: tensor.shape, data_offsets: [begin, position] }] as const;
  });
  // Spelled out entry by entry: an object would put names that look like numbers first.
  const fields = [['__metadata__', { format: 'pt', ...metadata }] as const, ...entries].map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  const json = Buffer.from(`{${fields.join(',')}}`);
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = Buffer.alloc(8 + length, ' ');
  bytes.writeBigUInt64LE(BigInt(length), 0);
  bytes.set(json, 8);
  return bytes;
}

type NamedTensor = readonly [string, WritableTensor | EncodedTensor];

/** Wide elements first, so that each tensor stands at a multiple of its element's size; then by name. */
function inFileOrder(tensors: ReadonlyMap<string, WritableTensor | EncodedTensor>): NamedTensor[] {
  const width = ([, tensor]: NamedTensor) => storedDtypeBytes[formatOf(tensor)];
  return [...tensors].sort(
    (a, b) => width(b) - width(a) || Buffer.compare(Buffer.from(a[0]), Buffer.from(b[0])),
  );
}

function writeFully(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, Math.min(bytes.length - done, chunkBytes));
  }
}

/**
 * Writes tensors as `save_pretrained` does: metadata `{"format": "pt"}`, names sorted within a format, the header padded
 * to 8 bytes. One tensor at a time is in memory. The file is on the disk when this returns.
 * @param path a file that must not exist yet
 * @param metadata further texts for the header
 * @throws WorkbenchError `bad-input` where data and shape of a tensor disagree
 */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, WritableTensor | EncodedTensor>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  if (tensors.has('__metadata__')) {
    throw new WorkbenchError('bad-input', 'A tensor cannot be called "__metadata__".');
  }
  const ordered = inFileOrder(tensors);
  const descriptor = openSync(path, 'wx');
  try {
    writeFully(descriptor, headerBytes(ordered, metadata));
    for (const [name, tensor] of ordered) {
      const bytes = bytesOf(tensor);
      const size = storedDtypeBytes[formatOf(tensor)];
      if (bytes.length !== elements(tensor.shape) * size) {
        throw new WorkbenchError(
          'bad-input',
          `Tensor "${name}" has ${bytes.length / size} elements, but its shape [${tensor.shape.join(', ')}] needs ${elements(tensor.shape)}.`,
        );
      }
      writeFully(descriptor, bytes);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
