import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '../weights/read-safetensors.ts';
import { writeSafetensors } from '../weights/write-safetensors.ts';
import type { EmbeddingProgress, TextEncoders } from './text-encoders.ts';

/** Counts up where the vectors of the same encoder and texts come to be others. */
const version = 2;

/** Passages of a file: an interrupted start goes on behind the last that was written. */
const together = 4096;

export interface PassageVectorOptions {
  /** Where vectors are kept from one time to the next; they are made anew where null. */
  readonly cacheDir: string | null;
  readonly onProgress?: EmbeddingProgress | undefined;
}

/**
 * Vectors of passages, row-major. They are kept in `cacheDir` under the hash of what they are made from, the encoder
 * and the texts, and read from there the next time; a damaged file is made anew.
 */
export async function passageVectors(
  encoders: TextEncoders,
  texts: readonly string[],
  { cacheDir, onProgress }: PassageVectorOptions,
): Promise<Float32Array> {
  if (cacheDir === null) return encoders.embed('passage', texts, onProgress);
  const vectors = new Float32Array(texts.length * encoders.width);
  for (let from = 0; from < texts.length; from += together) {
    const part = texts.slice(from, from + together);
    const found = await keptVectors(encoders, part, {
      cacheDir,
      onProgress: (done) => onProgress?.(from + done, texts.length),
    });
    vectors.set(found, from * encoders.width);
  }
  return vectors;
}

async function keptVectors(
  encoders: TextEncoders,
  texts: readonly string[],
  { cacheDir, onProgress }: { readonly cacheDir: string; readonly onProgress: EmbeddingProgress },
): Promise<Float32Array> {
  const file = join(cacheDir, `passages-${vectorsHash(encoders, texts)}.safetensors`);
  const shape = [texts.length, encoders.width];
  const kept = existsSync(file) ? readVectors(file, shape) : undefined;
  if (kept) return kept;
  const vectors = await encoders.embed('passage', texts, onProgress);
  mkdirSync(cacheDir, { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  rmSync(partial, { force: true });
  writeSafetensors(partial, new Map([['vectors', { shape, read: () => vectors }]]));
  renameSync(partial, file);
  return vectors;
}

/** SHA-256 of the encoder, of how much of a text it reads, and of every text in its place. */
export function vectorsHash(
  { identity, maxLength }: Pick<TextEncoders, 'identity' | 'maxLength'>,
  texts: readonly string[],
): string {
  const hash = createHash('sha256').update(JSON.stringify([version, identity, maxLength, texts.length]));
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
