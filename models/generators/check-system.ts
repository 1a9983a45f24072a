import { remoteDecoding } from '../remote/remote-decoding.ts';
import { loadTokenizer } from '../tokenizers/load-tokenizer.ts';
import { dialogueTokensOf } from '../training/language-model/dialogue-tokens.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { caireDecoding, gptConfig } from './caire-form.ts';
import { checkLempex } from './check-lempex.ts';
import { checkpointFolder } from './checkpoint-folder.ts';
import { lempexDecoding } from './lempex-form.ts';
import { type DecodingOptions, replySettings } from './reply-settings.ts';
import {
  isModelDefinition,
  type ModelDefinition,
  type OpenAiDefinition,
  type SystemDefinition,
} from './system-definition.ts';
import { empRlDecoding, t5Config, t5End } from './t5-form.ts';

/**
 * Whether a system can be run: its checkpoint is whole, of its generator's architecture and with the tokens it needs,
 * and its decoding settings hold together. Nothing is run. Gives the decoding options in full, as a run records them.
 * @throws WorkbenchError `bad-input` that says what is wrong
 */
export function checkSystem(system: SystemDefinition): DecodingOptions {
  // Its server is asked only when it is to answer.
  if (system.generator === 'openai') return decodingOf(system);
  if (!isModelDefinition(system)) return {};
  if (system.generator === 'lempex') {
    checkLempex(system);
    return decodingOf(system);
  }
  const dir = checkpointFolder(system.checkpoint);
  const { config } = loadModelCheckpoint(dir);
  const tokenizer = loadTokenizer(dir);
  if (system.generator === 'caire') {
    gptConfig(config, dir);
    dialogueTokensOf(tokenizer);
  } else {
    t5End(t5Config(config, { dir, generator: system.generator }), dir);
  }
  return decodingOf(system);
}

const decodings: Readonly<Record<ModelDefinition['generator'], DecodingOptions>> = {
  caire: caireDecoding,
  't5-sft': empRlDecoding,
  emprl: empRlDecoding,
  lempex: lempexDecoding,
};

/**
 * The decoding options of a system in full: its own over its generator's; of a remote one those that its server is sent.
 * @throws as `replySettings`
 */
export function decodingOf(system: ModelDefinition | OpenAiDefinition): DecodingOptions {
  if (system.generator === 'openai') return remoteDecoding(system.name, [system.settings]);
  const { generator, settings } = system;
  const {
    seed: _,
    eosTokenIds: __,
    padTokenId: ___,
    ...decoding
  } = replySettings([decodings[generator], settings], {
    seed: 0,
    eosTokenIds: [0],
  });
  return { ...decoding };
}
