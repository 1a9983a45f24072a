import { join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { canonicalTensors, tensorsUnder } from './canonical-names.ts';
import { type BertConfig, parseModelConfig } from './configs.ts';
import { readJsonObject } from './read-checkpoint.ts';
import { readSafetensors, type WeightTensor } from './read-safetensors.ts';

/** Two BERTs of one configuration in one file. */
export interface BiEncoderCheckpoint {
  readonly config: BertConfig;
  /** The weights of both, under the prefixes. */
  readonly tensors: ReadonlyMap<string, WeightTensor>;
}

/**
 * Reads `config.json` and `biencoder.safetensors`, whose names begin with one of the prefixes.
 * @throws WorkbenchError `bad-input` that names the file and the tensor or key at fault
 */
export function loadBiEncoder(dir: string, prefixes: readonly string[]): BiEncoderCheckpoint {
  const configFile = join(dir, 'config.json');
  const config = parseModelConfig(readJsonObject(configFile), configFile);
  if (config.model_type !== 'bert')
    throw new WorkbenchError(
      'bad-input',
      `${configFile} is of ${config.model_type}; a bi-encoder is two BERTs.`,
    );
  const file = join(dir, 'biencoder.safetensors');
  const { tensors: stored } = readSafetensors(file);
  const stray = [...stored.keys()].find((name) => !prefixes.some((prefix) => name.startsWith(prefix)));
  if (stray !== undefined)
    throw new WorkbenchError(
      'bad-input',
      `${file} holds tensor "${stray}", which begins with neither ${prefixes.join(' nor ')}.`,
    );
  const tensors = new Map<string, WeightTensor>();
  for (const prefix of prefixes)
    for (const [name, tensor] of bertTensors({ file, prefix, config }, stored))
      tensors.set(`${prefix}${name}`, tensor);
  return { config, tensors };
}

interface Part {
  readonly file: string;
  readonly prefix: string;
  readonly config: BertConfig;
}

function bertTensors({ file, prefix, config }: Part, stored: ReadonlyMap<string, WeightTensor>) {
  const inside = tensorsUnder(stored, prefix);
  if (inside.size === 0)
    throw new WorkbenchError('bad-input', `${file} holds no tensor that begins with ${prefix}`);
  return canonicalTensors(inside, config, { head: 'BertModel' });
}
