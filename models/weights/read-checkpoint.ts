import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { readSafetensors, type WeightTensor } from './read-safetensors.ts';

/** A folder as `save_pretrained` writes it, with the names its files use. */
export interface Checkpoint {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, WeightTensor>;
}

const jsonObject = z.record(z.string(), z.unknown());
/** A shard is a file beside its index: a path that leads elsewhere is refused. */
const shardName = z.string().regex(/^[\w.-]+\.safetensors$/);
const shardIndex = z.looseObject({ weight_map: z.record(z.string(), shardName) });

/**
 * A JSON file whose top is an object.
 * @throws WorkbenchError `bad-input` where it is missing or not one
 */
export function readJsonObject(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new WorkbenchError('bad-input', `${path} is missing or cannot be read.`);
  }
  try {
    return jsonObject.parse(JSON.parse(text));
  } catch {
    throw new WorkbenchError('bad-input', `${path} is not a JSON object.`);
  }
}

/** Each tensor must lie where the index says, and each of a shard must be in the index. */
function readShards(dir: string, indexPath: string): Map<string, WeightTensor> {
  const parsed = shardIndex.safeParse(readJsonObject(indexPath));
  if (!parsed.success) {
    throw new WorkbenchError(
      'bad-input',
      `${indexPath} has no "weight_map" from tensor names to names of .safetensors files beside it.`,
    );
  }
  const placeOf = new Map(Object.entries(parsed.data.weight_map));
  const tensors = new Map<string, WeightTensor>();
  for (const shard of new Set(placeOf.values())) {
    for (const [name, tensor] of readSafetensors(join(dir, shard)).tensors) {
      if (placeOf.get(name) !== shard) {
        throw new WorkbenchError(
          'bad-input',
          `${tensor.file} holds tensor "${name}", which ${indexPath} does not place there.`,
        );
      }
      tensors.set(name, tensor);
    }
  }
  for (const [name, shard] of placeOf) {
    if (!tensors.has(name)) {
      throw new WorkbenchError(
        'bad-input',
        `Tensor "${name}" is not in ${join(dir, shard)}, where ${indexPath} places it.`,
      );
    }
  }
  return tensors;
}

function readTensors(dir: string): ReadonlyMap<string, WeightTensor> {
  const single = join(dir, 'model.safetensors');
  if (existsSync(single)) return readSafetensors(single).tensors;
  const index = join(dir, 'model.safetensors.index.json');
  if (existsSync(index)) return readShards(dir, index);
  const hint = existsSync(join(dir, 'pytorch_model.bin'))
    ? ' Its pytorch_model.bin is of an older form: fetch model.safetensors from the same place.'
    : '';
  throw new WorkbenchError(
    'bad-input',
    `${dir} has neither model.safetensors nor model.safetensors.index.json.${hint}`,
  );
}

/**
 * The configuration and the tensors of a folder, as they stand: `config.json` unparsed beyond JSON, names as
 * in the files, one file or shards. Nothing of the tensors' data is read yet.
 * @throws WorkbenchError `bad-input` that names the file and, where one is at fault, the tensor
 */
export function readCheckpoint(dir: string): Checkpoint {
  return { config: readJsonObject(join(dir, 'config.json')), tensors: readTensors(dir) };
}
