import { createHash } from 'node:crypto';
import { copyFileSync, createReadStream, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ModelConfig } from '../../weights/configs.ts';
import { expectedTensors } from '../../weights/expected-tensors.ts';
import { readSafetensors } from '../../weights/read-safetensors.ts';
import { writeSafetensors } from '../../weights/write-safetensors.ts';
import { stateFolder } from './training-state.ts';
import { writeAtomically, writeJsonAtomically } from './write-atomically.ts';

/** Files that make a tokenizer, where a folder has them. */
const tokenizerFiles = ['tokenizer.json', 'tokenizer_config.json', 'special_tokens_map.json'] as const;

/** The names of a folder's files of weights: one, or shards. */
export function weightFiles(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith('.safetensors'))
    .sort();
}

/** Puts the configuration and the tokenizer into the folder of a training, made if it is missing. */
export function prepareTrainedFolder(
  out: string,
  { config, tokenizer }: { readonly config: object; readonly tokenizer: string },
): void {
  mkdirSync(join(out, stateFolder), { recursive: true });
  writeJsonAtomically(join(out, 'config.json'), config);
  for (const name of tokenizerFiles) {
    const from = join(tokenizer, name);
    if (existsSync(from) && resolve(from) !== resolve(out, name))
      writeAtomically(join(out, name), (partial) => copyFileSync(from, partial));
  }
}

/** Replaces `model.safetensors` of the folder by these weights. */
export function writeTrainedWeights(
  out: string,
  config: ModelConfig,
  parameters: ReadonlyMap<string, Float32Array>,
): void {
  writeTrainedTensors(out, expectedTensors(config), parameters);
}

/** As `writeTrainedWeights`, of the tensors named, for models that are more than one of Hugging Face's. */
export function writeTrainedTensors(
  out: string,
  shapes: ReadonlyMap<string, readonly number[]>,
  parameters: ReadonlyMap<string, Float32Array>,
): void {
  const tensors = [...shapes].map(([name, shape]) => {
    const read = () => {
      const data = parameters.get(name);
      if (data) return data;
      throw new Error(`the training holds no ${name}, which the configuration lists`);
    };
    return [name, { shape, read }] as const;
  });
  writeAtomically(join(out, 'model.safetensors'), (partial) => writeSafetensors(partial, new Map(tensors)));
}

/** The weights that a training has written last. */
export function trainedWeights(out: string): Map<string, Float32Array> {
  const { tensors } = readSafetensors(join(out, 'model.safetensors'));
  return new Map([...tensors].map(([name, tensor]) => [name, tensor.read()]));
}

/** SHA-256 of files by their paths in a folder, as `training.json` lists the data. */
export async function hashesOf(dir: string, paths: readonly string[]): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const path of paths) hashes[path] = await hashOf(resolve(dir, path));
  return hashes;
}

/** SHA-256 of a file. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
