import { WorkbenchError } from '#lib/errors.ts';
import { type LempexEncoder, type LempexSource, openLempexEncoder } from '../lempex/lempex-encoder.ts';
import { type LempexCheckpoint, loadLempex } from '../lempex/lempex-folder.ts';
import { spokenContext } from '../lempex/speaker-ids.ts';
import { type Engine, openEngine } from '../runtime/engine/open-engine.ts';
import type { EncoderState } from '../runtime/engine/request.ts';
import { utteranceTokens } from '../training/t5/context-text.ts';
import { contextTexts } from './check-context.ts';
import { verifiedFolder } from './checkpoint-folder.ts';
import { engineReply } from './engine-reply.ts';
import type { GeneratedResponse, Generator, ReplyDetails, RespondRequest } from './generator.ts';
import type { GeneratorOptions } from './generator-options.ts';
import { inBatches } from './in-batches.ts';
import { type ExemplarFinder, openExemplars } from './lempex-exemplars.ts';
import { exemplarPlaces, lempexDecoding } from './lempex-form.ts';
import { replySettings } from './reply-settings.ts';
import type { LempexDefinition } from './system-definition.ts';
import { t5End } from './t5-form.ts';

/**
 * LEMPEx (Majumder et al. 2022): a T5 whose decoder attends to the context fused with exemplars, which listeners said in
 * similar conversations. Tells which those were, and the emotion by which they were chosen.
 */
export async function openLempex(
  definition: LempexDefinition,
  options: GeneratorOptions,
): Promise<Generator> {
  const dir = await verifiedFolder(definition.checkpoint);
  const checkpoint = loadLempex(dir);
  const end = t5End(checkpoint.config.generator, dir);
  const places = exemplarPlaces(definition);
  const { rows, note, ...rest } = options;
  const program = { ...rest, ...(note && { note }), weights: definition.weights ?? 'float32' };
  const opened: { dispose(): Promise<void> }[] = [];
  const keep = <Part extends { dispose(): Promise<void> }>(part: Part): Part => {
    opened.unshift(part);
    return part;
  };
  const dispose = async () => {
    for (const part of opened) await part.dispose();
  };
  try {
    const engine = keep(await openEngine(checkpoint.t5, { ...program, rows }));
    const encoder = keep(await openLempexEncoder(checkpoint, program));
    const finder =
      places && checkpoint.exemplars
        ? keep(await openExemplars(places, checkpoint.exemplars, options))
        : null;
    const lempex = new Lempex(definition, { checkpoint, end, engine, encoder, finder, rows });
    return { name: definition.name, respond: (request) => lempex.respond(request), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

interface LempexParts {
  readonly checkpoint: LempexCheckpoint;
  readonly end: number;
  readonly engine: Engine;
  readonly encoder: LempexEncoder;
  /** Null where nothing is shown. */
  readonly finder: ExemplarFinder | null;
  readonly rows: number;
}

class Lempex {
  readonly #encode: (source: LempexSource) => Promise<EncoderState>;

  constructor(
    private readonly definition: LempexDefinition,
    private readonly parts: LempexParts,
  ) {
    const { encoder, rows } = parts;
    this.#encode = inBatches((batch: readonly LempexSource[]) => encoder.encode(batch), {
      rows,
      sizeOf: ({ context }) => context.ids.length,
    });
  }

  async respond(request: RespondRequest): Promise<GeneratedResponse> {
    const { engine, end, finder, checkpoint } = this.parts;
    const { tokenizer, maxSource: maxTokens } = checkpoint;
    const settings = replySettings([lempexDecoding, this.definition.settings, request.settings], {
      seed: request.seed,
      eosTokenIds: [end],
    });
    const texts = contextTexts(request.context);
    const context = spokenContext(texts, { tokenizer, end, maxTokens });
    const shown = await finder?.find(request, texts);
    refuseStopped(request);
    const encoderState = await this.#encode({ context, exemplars: shown?.mean ?? null });
    const whole = texts.reduce((sum, text, at) => sum + utteranceTokens(text, at, tokenizer).length, 1);
    const unseenTokens = whole - context.ids.length;
    const details: ReplyDetails = {
      ...(shown?.emotion && { emotion: shown.emotion }),
      ...(shown && { exemplars: shown.exemplars.map(({ text, score }) => ({ text, score })) }),
      ...(unseenTokens > 0 && { unseenTokens }),
    };
    return engineReply(
      { engine, tokenizer, settings, prompt: { prompt: [], encoderState } },
      request,
      details,
    );
  }
}

function refuseStopped({ signal }: RespondRequest): void {
  if (signal?.aborted) throw new WorkbenchError('interrupted', 'The reply was stopped.');
}
