import { WorkbenchError } from '#lib/errors.ts';
import type { T5Config } from '../weights/configs.ts';
import type { DecodingOptions } from './reply-settings.ts';

/** How EmpRL's replies are drawn (run_dialogue.py); without its start token, which HF counts, 30 are 29 new ones. */
export const empRlDecoding: DecodingOptions = {
  doSample: true,
  topK: 20,
  temperature: 0.9,
  maxNewTokens: 30,
  minNewTokens: 1,
};

/** The configuration of a T5. @throws WorkbenchError `bad-input` for other models */
export function t5Config(
  config: { readonly model_type: string },
  { dir, generator }: { readonly dir: string; readonly generator: string },
): T5Config {
  if (config.model_type === 't5') return config as T5Config;
  throw new WorkbenchError(
    'bad-input',
    `${dir} holds a ${config.model_type}, but the generator ${generator} takes a t5.`,
  );
}

/** The token that ends a reply. @throws WorkbenchError `bad-input` where the configuration names none */
export function t5End({ eos_token_id }: T5Config, dir: string): number {
  if (eos_token_id !== null) return eos_token_id;
  throw new WorkbenchError(
    'bad-input',
    `${dir}/config.json names no eos_token_id, so no reply would end: add it.`,
  );
}
