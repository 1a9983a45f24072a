import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '../weights/read-safetensors.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import type { TextEncoders } from './text-encoders.ts';

/** Counts up where the vectors of the same encoder and texts come to be others. */
const version = 1;

/**
 * Vectors of passages, row-major. They are kept in `cacheDir` under the hash of what they are made from, the encoder
 * and the texts, and read from there the next time; a damaged file is made anew.
 */
export async function passageVectors(
  encoders: TextEncoders,
  texts: readonly string[],
  cacheDir: string | null,
): Promise<Float32Array> {
  if (cacheDir === null) return encoders.embed('passage', texts);
  const file = join(cacheDir, `passages-${vectorsHash(encoders, texts)}.safetensors`);
  const shape = [texts.length, encoders.width];
  const kept = existsSync(file) ? readVectors(file, shape) : undefined;
  if (kept) return kept;
  const vectors = await encoders.embed('passage', texts);
  mkdirSync(cacheDir, { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  rmSync(partial, { force: true });
  writeSafetensors(partial, new Map([['vectors', { shape, read: () => vectors }]]));
  renameSync(partial, file);
  return vectors;
}

/** SHA-256 of the encoder and of every text in its place. */
export function vectorsHash({ identity }: Pick<TextEncoders, 'identity'>, texts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([version, identity, texts.length]));
  for (const text of texts) hash.update(JSON.stringify(text));
  return hash.digest('hex');
}

function readVectors(file: string, shape: readonly number[]): Float32Array | undefined {
  try {
    const tensor = readSafetensors(file).tensors.get('vectors');
    return tensor?.shape.join() === shape.join() ? tensor.read() : undefined;
  } catch {
    return undefined;
  }
}
