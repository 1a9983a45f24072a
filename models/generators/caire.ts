import { WorkbenchError } from '#lib/errors.ts';
import { type Engine, openEngine } from '../runtime/engine/open-engine.ts';
import { loadTokenizer, type Tokenizer } from '../tokenizers/load-tokenizer.ts';
import { dialogueTokensOf } from '../training/language-model/dialogue-tokens.ts';
import {
  dialoguePrompt,
  fitContext,
  type SpeakerTokens,
} from '../training/objectives/transfertransfo-input.ts';
import type { Gpt2Config, OpenaiGptConfig } from '../weights/configs.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { contextTexts } from './check-context.ts';
import { checkpointFolder } from './checkpoint-folder.ts';
import { type EmotionDetector, openEmotionDetector } from './emotion-detector.ts';
import { engineReply } from './engine-reply.ts';
import type { Generator, RespondRequest } from './generator.ts';
import type { GeneratorOptions } from './generator-options.ts';
import { type DecodingOptions, replySettings } from './reply-settings.ts';
import type { CaireDefinition } from './system-definition.ts';

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

/** TransferTransfo's max_history of 2: the last five utterances. */
const defaultUtterances = 5;

/**
 * CAiRE (Lin et al. 2020): a GPT that reads persona and dialogue in TransferTransfo's form. Tells the emotion of the
 * context where the checkpoint has an emotion head.
 */
export async function openCaire(definition: CaireDefinition, options: GeneratorOptions): Promise<Generator> {
  const dir = checkpointFolder(definition.checkpoint);
  const checkpoint = loadModelCheckpoint(dir);
  const config = gptConfig(checkpoint.config, dir);
  const tokenizer = loadTokenizer(dir);
  const tokens = dialogueTokensOf(tokenizer);
  const weights = definition.weights ?? 'float32';
  // Without kept prefixes a reply does not depend on what was asked before.
  const engine = await openEngine(checkpoint, {
    ...definedOnly(options),
    weights,
    tokenTypes: true,
    prefixBytes: 0,
  });
  const detector = await openEmotionDetector(checkpoint, weights, options).catch(async (error: unknown) => {
    await engine.dispose();
    throw error;
  });
  const caire = new Caire(definition, { config, tokenizer, tokens, engine, detector });
  return {
    name: definition.name,
    respond: (request) => caire.respond(request),
    dispose: async () => {
      await detector?.dispose();
      await engine.dispose();
    },
  };
}

interface CaireParts {
  readonly config: Gpt2Config | OpenaiGptConfig;
  readonly tokenizer: Tokenizer;
  readonly tokens: SpeakerTokens;
  readonly engine: Engine;
  readonly detector: EmotionDetector | null;
}

class Caire {
  readonly #persona: readonly (readonly number[])[];
  readonly #ends: readonly number[];

  constructor(
    private readonly definition: CaireDefinition,
    private readonly parts: CaireParts,
  ) {
    const { tokenizer, tokens } = parts;
    this.#persona = (definition.persona ?? cairePersona).map((sentence) => this.#encode(sentence));
    // Whatever opens another segment ends the reply, as in TransferTransfo.
    this.#ends = [...new Set([tokens.eos, ...Object.values(tokens), ...tokenizer.allSpecialIds])];
  }

  async respond(request: RespondRequest) {
    const { engine, tokenizer, tokens, detector } = this.parts;
    const settings = replySettings([caireDecoding, this.definition.settings, request.settings], {
      seed: request.seed,
      eosTokenIds: this.#ends,
    });
    const history = contextTexts(request.context).map((text) => this.#encode(text));
    const seen = this.#fit(history, settings.maxNewTokens);
    const prompt = dialoguePrompt({ persona: this.#persona, history: seen }, tokens);
    const [emotion, reply] = await Promise.all([
      detector?.detect(prompt),
      engineReply({ engine, tokenizer, settings, prompt }, request, {}),
    ]);
    const unseenTokens = count(history) - count(seen);
    const details = {
      ...(emotion && { emotion }),
      ...reply.details,
      ...(unseenTokens > 0 && { unseenTokens }),
    };
    return { ...reply, details };
  }

  #fit(history: readonly (readonly number[])[], maxNewTokens: number) {
    const { n_positions: length } = this.parts.config;
    const fitted = fitContext(
      { persona: this.#persona, history },
      {
        utterances: this.definition.utterances ?? defaultUtterances,
        length,
        replyLength: Math.min(maxNewTokens, Math.floor(length / 4)),
      },
    );
    return fitted.history;
  }

  #encode(text: string): number[] {
    return this.parts.tokenizer.encode(text, { addSpecialTokens: false });
  }
}

function count(history: readonly (readonly number[])[]): number {
  return history.reduce((sum, { length }) => sum + length, 0);
}

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

function definedOnly({ note, ...options }: GeneratorOptions) {
  return { ...options, ...(note && { note }) };
}
