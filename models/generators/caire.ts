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
import { caireDecoding, gptConfig, personaOf, personaPrefix } from './caire-form.ts';
import { contextTexts } from './check-context.ts';
import { verifiedFolder } from './checkpoint-folder.ts';
import { engineReply } from './engine-reply.ts';
import type { Generator, RespondRequest } from './generator.ts';
import type { GeneratorOptions } from './generator-options.ts';
import { replySettings } from './reply-settings.ts';
import type { CaireDefinition } from './system-definition.ts';

/** TransferTransfo's max_history of 2: the last five utterances. */
const defaultUtterances = 5;

/**
 * CAiRE (Lin et al. 2020): a GPT that reads persona and dialogue in TransferTransfo's form. Tells the emotion of the
 * context where the checkpoint has an emotion head.
 */
export async function openCaire(definition: CaireDefinition, options: GeneratorOptions): Promise<Generator> {
  const dir = await verifiedFolder(definition.checkpoint);
  const checkpoint = loadModelCheckpoint(dir);
  const config = gptConfig(checkpoint.config, dir);
  const tokenizer = loadTokenizer(dir);
  const tokens = dialogueTokensOf(tokenizer);
  const persona = personaOf(definition, config).map((sentence) =>
    tokenizer.encode(sentence, { addSpecialTokens: false }),
  );
  const weights = definition.weights ?? 'float32';
  const engine = await openEngine(checkpoint, {
    ...definedOnly(options),
    weights,
    tokenTypes: true,
    emotions: config.emotion_labels !== undefined,
    prefix: personaPrefix(persona, tokens),
    // Beginnings of conversations are not kept: they would not be the same to the bit, and the oldest turns fall out.
    prefixBytes: 0,
  });
  const caire = new Caire(definition, { config, tokenizer, tokens, persona, engine });
  return {
    name: definition.name,
    respond: (request) => caire.respond(request),
    dispose: () => engine.dispose(),
  };
}

interface CaireParts {
  readonly config: Gpt2Config | OpenaiGptConfig;
  readonly tokenizer: Tokenizer;
  readonly tokens: SpeakerTokens;
  readonly persona: readonly (readonly number[])[];
  readonly engine: Engine;
}

class Caire {
  readonly #ends: readonly number[];

  constructor(
    private readonly definition: CaireDefinition,
    private readonly parts: CaireParts,
  ) {
    const { tokenizer, tokens } = parts;
    // Whatever opens another segment ends the reply, as in TransferTransfo.
    this.#ends = [...new Set([tokens.eos, ...Object.values(tokens), ...tokenizer.allSpecialIds])];
  }

  async respond(request: RespondRequest) {
    const { config, engine, tokenizer, tokens, persona } = this.parts;
    const settings = replySettings([caireDecoding, this.definition.settings, request.settings], {
      seed: request.seed,
      eosTokenIds: this.#ends,
    });
    const history = contextTexts(request.context).map((text) => this.#encode(text));
    const seen = this.#fit(history, settings.maxNewTokens);
    const emotionLabels = config.emotion_labels;
    const prompt = {
      ...dialoguePrompt({ persona, history: seen }, tokens),
      wantsEmotions: emotionLabels !== undefined,
    };
    const unseenTokens = count(history) - count(seen);
    return engineReply(
      { engine, tokenizer, settings, prompt, ...(emotionLabels && { emotionLabels }) },
      request,
      unseenTokens > 0 ? { unseenTokens } : {},
    );
  }

  #fit(history: readonly (readonly number[])[], maxNewTokens: number) {
    const { persona, config } = this.parts;
    const { n_positions: length } = config;
    const fitted = fitContext(
      { persona, history },
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

function definedOnly({ note, ...options }: GeneratorOptions) {
  return { ...options, ...(note && { note }) };
}
