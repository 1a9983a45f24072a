import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WeightTensor } from './read-safetensors.ts';
import type { StoredDtype } from './stored-dtypes.ts';

/** A folder for one test; call `remove` afterwards. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'weights-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Values that differ from place to place and from name to name, for tests that must notice a mix-up. */
export function distinctValues(name: string, shape: readonly number[]): Float32Array {
  const start = [...name].reduce((sum, character) => sum * 31 + (character.codePointAt(0) ?? 0), 7) % 1009;
  const length = shape.reduce((size, n) => size * n, 1);
  return Float32Array.from({ length }, (_, i) => Math.sin(start + i));
}

/** A tensor as a reader gives it, without a file. */
export function memoryTensor(
  name: string,
  shape: readonly number[],
  stored: { readonly data?: Float32Array; readonly dtype?: StoredDtype } = {},
): WeightTensor {
  const data = stored.data ?? distinctValues(name, shape);
  return {
    name,
    shape,
    dtype: stored.dtype ?? 'F32',
    file: 'memory.safetensors',
    read: () => data.slice(),
    readBytes: () => new Uint8Array(data.slice().buffer as ArrayBuffer),
  };
}
