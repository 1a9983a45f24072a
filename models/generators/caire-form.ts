import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import type { PrefixKey } from '../runtime/engine/prefix-store.ts';
import type { SpeakerTokens } from '../training/objectives/transfertransfo-input.ts';
import type { Gpt2Config, OpenaiGptConfig } from '../weights/configs.ts';
import type { DecodingOptions } from './reply-settings.ts';

/** CAiRE's own persona (Lin et al. 2020). */
const cairePersona: readonly string[] = [
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

const sentences = z.array(z.string().min(1));

/** Who answers: as the system says, else as the checkpoint was trained (its `persona`), else CAiRE's own persona. */
export function personaOf(
  definition: { readonly persona?: readonly string[] | undefined },
  config: Gpt2Config | OpenaiGptConfig,
): readonly string[] {
  const { persona } = config as { readonly persona?: unknown };
  return definition.persona ?? sentences.safeParse(persona).data ?? cairePersona;
}

/** What every prompt begins with: `<bos>` and the persona, as `dialogueSequence` has it. */
export function personaPrefix(
  persona: readonly (readonly number[])[],
  { bos, speaker1 }: SpeakerTokens,
): PrefixKey {
  const tokens = [bos, ...persona.flat()];
  return { tokens, types: tokens.map(() => speaker1) };
}
