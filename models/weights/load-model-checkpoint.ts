import { join } from 'node:path';
import { type CanonicalOptions, canonicalTensors } from './canonical-names.ts';
import { type ModelConfig, parseModelConfig } from './configs.ts';
import { readCheckpoint } from './read-checkpoint.ts';
import type { WeightTensor } from './read-safetensors.ts';

export interface ModelCheckpoint {
  /** Complete: keys that `config.json` leaves out have Hugging Face's defaults. */
  readonly config: ModelConfig;
  /** Exactly the tensors of `expectedTensors(config)`, under their canonical names. */
  readonly tensors: ReadonlyMap<string, WeightTensor>;
}

/**
 * A downloaded or trained folder, ready to build a model from: `config.json` parsed, every tensor found,
 * named and of the right shape, its data still in the file.
 * @throws WorkbenchError `bad-input` that names the file and the tensor or key at fault
 */
export function loadModelCheckpoint(dir: string, options: CanonicalOptions = {}): ModelCheckpoint {
  const stored = readCheckpoint(dir);
  const config = parseModelConfig(stored.config, join(dir, 'config.json'));
  return { config, tensors: canonicalTensors(stored.tensors, config, options) };
}
