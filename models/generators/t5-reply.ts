import { type Engine, openEngine } from '../runtime/engine/open-engine.ts';
import { loadTokenizer, type Tokenizer } from '../tokenizers/load-tokenizer.ts';
import { sourceTokens, t5Lengths, utteranceTokens } from '../training/t5/context-text.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { contextTexts } from './check-context.ts';
import { verifiedFolder } from './checkpoint-folder.ts';
import { engineReply } from './engine-reply.ts';
import type { Generator, RespondRequest } from './generator.ts';
import type { GeneratorOptions } from './generator-options.ts';
import { replySettings } from './reply-settings.ts';
import type { T5Definition } from './system-definition.ts';
import { empRlDecoding, t5Config, t5End } from './t5-form.ts';

/** A T5 that reads a context as EmpRL does and answers it. */
export async function openT5Reply(definition: T5Definition, options: GeneratorOptions): Promise<Generator> {
  const dir = await verifiedFolder(definition.checkpoint);
  const checkpoint = loadModelCheckpoint(dir);
  const config = t5Config(checkpoint.config, { dir, generator: definition.generator });
  const tokenizer = loadTokenizer(dir);
  const end = t5End(config, dir);
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
