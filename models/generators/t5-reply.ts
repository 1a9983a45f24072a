import { WorkbenchError } from '#lib/errors.ts';
import { type Engine, openEngine } from '../runtime/engine/open-engine.ts';
import { loadTokenizer, type Tokenizer } from '../tokenizers/load-tokenizer.ts';
import { sourceTokens, t5Lengths, utteranceTokens } from '../training/t5/context-text.ts';
import type { T5Config } from '../weights/configs.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { contextTexts } from './check-context.ts';
import { checkpointFolder } from './checkpoint-folder.ts';
import { engineReply } from './engine-reply.ts';
import type { Generator, RespondRequest } from './generator.ts';
import type { GeneratorOptions } from './generator-options.ts';
import { type DecodingOptions, replySettings } from './reply-settings.ts';
import type { T5Definition } from './system-definition.ts';

/** How EmpRL's replies are drawn (run_dialogue.py); without its start token, which HF counts, 30 are 29 new ones. */
export const empRlDecoding: DecodingOptions = {
  doSample: true,
  topK: 20,
  temperature: 0.9,
  maxNewTokens: 30,
  minNewTokens: 1,
};

/** A T5 that reads a context as EmpRL does and answers it. */
export async function openT5Reply(definition: T5Definition, options: GeneratorOptions): Promise<Generator> {
  const dir = checkpointFolder(definition.checkpoint);
  const checkpoint = loadModelCheckpoint(dir);
  const config = t5Config(checkpoint.config, { dir, generator: definition.generator });
  const tokenizer = loadTokenizer(dir);
  const end = endOf(config, dir);
  const { note, ...rest } = options;
  const weights = definition.weights ?? 'float32';
  const engine = await openEngine(checkpoint, { ...rest, ...(note && { note }), weights });
  return {
    name: definition.name,
    respond: (request) => respond({ definition, tokenizer, end, engine }, request),
    dispose: () => engine.dispose(),
  };
}

interface Parts {
  readonly definition: T5Definition;
  readonly tokenizer: Tokenizer;
  readonly end: number;
  readonly engine: Engine;
}

async function respond({ definition, tokenizer, end, engine }: Parts, request: RespondRequest) {
  const settings = replySettings([empRlDecoding, definition.settings, request.settings], {
    seed: request.seed,
    eosTokenIds: [end],
  });
  const texts = contextTexts(request.context);
  const prompt = { prompt: sourceTokens(texts, { tokenizer, end }) };
  const whole = texts.reduce((sum, text, index) => sum + utteranceTokens(text, index, tokenizer).length, 1);
  const unseenTokens = whole > t5Lengths.source ? whole - prompt.prompt.length : 0;
  return engineReply(
    { engine, tokenizer, settings, prompt },
    request,
    unseenTokens > 0 ? { unseenTokens } : {},
  );
}

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

function endOf({ eos_token_id }: T5Config, dir: string): number {
  if (eos_token_id !== null) return eos_token_id;
  throw new WorkbenchError(
    'bad-input',
    `${dir}/config.json names no eos_token_id, so no reply would end: add it.`,
  );
}
