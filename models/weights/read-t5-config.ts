import { WorkbenchError } from '#lib/errors.ts';
import { parseModelConfig, type T5Config } from './configs.ts';
import { readJsonObject } from './read-checkpoint.ts';

/**
 * A `config.json` that must be one of T5.
 * @throws WorkbenchError `bad-input` that names the file
 */
export function readT5Config(path: string): T5Config {
  const config = parseModelConfig(readJsonObject(path), path);
  if (config.model_type === 't5') return config;
  throw new WorkbenchError('bad-input', `${path} is of ${config.model_type}, where T5 is needed.`);
}
