import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { WorkbenchError } from '#lib/errors.ts';

/** What can be written: data of float32 in row-major order, given when its turn comes. */
export interface WritableTensor {
  readonly shape: readonly number[];
  read(): Float32Array;
}

const chunkBytes = 2 ** 30;

function elements(shape: readonly number[]): number {
  return shape.reduce((size, n) => size * n, 1);
}

/** The length prefix and the header, padded with spaces so that the data starts at a multiple of 8 bytes. */
function headerBytes(names: readonly string[], tensors: ReadonlyMap<string, WritableTensor>): Uint8Array {
  let position = 0;
  const entries = names.map((name) => {
    const shape = tensors.get(name)?.shape ?? [];
    const begin = position;
    position += elements(shape) * 4;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, position] }] as const;
  });
  // Spelled out entry by entry: an object would put names that look like numbers first.
  const fields = [['__metadata__', { format: 'pt' }] as const, ...entries].map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  const json = Buffer.from(`{${fields.join(',')}}`);
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = Buffer.alloc(8 + length, ' ');
  bytes.writeBigUInt64LE(BigInt(length), 0);
  bytes.set(json, 8);
  return bytes;
}

function writeFully(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, Math.min(bytes.length - done, chunkBytes));
  }
}

/**
 * Writes float32 tensors as `save_pretrained` does: metadata `{"format": "pt"}`, names sorted, the header
 * padded to 8 bytes. One tensor at a time is in memory. The file is on the disk when this returns.
 * @param path a file that must not exist yet
 * @throws WorkbenchError `bad-input` where data and shape of a tensor disagree
 */
export function writeSafetensors(path: string, tensors: ReadonlyMap<string, WritableTensor>): void {
  const names = [...tensors.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if (names.includes('__metadata__')) {
    throw new WorkbenchError('bad-input', 'A tensor cannot be called "__metadata__".');
  }
  const descriptor = openSync(path, 'wx');
  try {
    writeFully(descriptor, headerBytes(names, tensors));
    for (const name of names) {
      const tensor = tensors.get(name);
      if (!tensor) continue;
      const data = tensor.read();
      if (data.length !== elements(tensor.shape)) {
        throw new WorkbenchError(
          'bad-input',
          `Tensor "${name}" has ${data.length} elements, but its shape [${tensor.shape.join(', ')}] needs ${elements(tensor.shape)}.`,
        );
      }
      writeFully(descriptor, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
