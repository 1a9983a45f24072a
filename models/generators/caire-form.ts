import { WorkbenchError } from '#lib/errors.ts';
import type { Gpt2Config, OpenaiGptConfig } from '../weights/configs.ts';
import type { DecodingOptions } from './reply-settings.ts';

/** CAiRE's own persona (Lin et al. 2020). */
export const cairePersona: readonly string[] = [
  'my name is caire',
  'i want to help humans to make a better world',
  'i am a good friend of humans',
];

/** TransferTransfo's sampling (interact.py), with room for longer replies than its 20 tokens. */
export const caireDecoding: DecodingOptions = {
  doSample: true,
  topP: 0.9,
  temperature: 0.7,
  maxNewTokens: 50,
  minNewTokens: 1,
};

/** The configuration of a GPT. @throws WorkbenchError `bad-input` for other models */
export function gptConfig(
  config: { readonly model_type: string },
  dir: string,
): Gpt2Config | OpenaiGptConfig {
  if (config.model_type === 'gpt2' || config.model_type === 'openai-gpt')
    return config as Gpt2Config | OpenaiGptConfig;
  throw new WorkbenchError(
    'bad-input',
    `${dir} holds a ${config.model_type}, but the generator caire takes a gpt2 or openai-gpt.`,
  );
}
