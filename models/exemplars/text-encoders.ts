import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  type EncoderSide,
  encoderGraph,
  encoderInputs,
  encoderPrefixes,
} from '../architectures/bi-encoder.ts';
import { type ForwardGraph, parametersOf } from '../architectures/forward-graph.ts';
import type { HostInputs } from '../architectures/host-inputs.ts';
import { buildExemplarStates } from '../architectures/lempex.ts';
import { textFeeds, textInput } from '../architectures/text-input.ts';
import { Graph } from '../graph/graph.ts';
import { type ForwardSession, openForward } from '../runtime/forward-session.ts';
import type { SessionOptions } from '../runtime/session.ts';
import { loadTokenizer, type Tokenizer } from '../tokenizers/load-tokenizer.ts';
import type { BertConfig, T5Config } from '../weights/configs.ts';
import { encoderFolders, loadEncoderPair } from '../weights/load-encoder-pair.ts';
import { loadModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { readJsonObject } from '../weights/read-checkpoint.ts';
import type { WeightTensor } from '../weights/read-safetensors.ts';
import { type EncoderFrame, encoderFrame, filledRows } from './encoder-frame.ts';
import { folderHash } from './folder-hash.ts';
import type { T5Encoder } from './t5-encoder.ts';

/** Encoders of texts, one for what is asked and one for what is found; they can be the same. */
export interface TextEncoders {
  /** Numbers of a vector. */
  readonly width: number;
  /** SHA-256 of weights, configuration and tokenizer: with the same one and `maxLength` vectors are the same. */
  readonly identity: string;
  /** The most tokens of a text. */
  readonly maxLength: number;
  /** A vector for each text, row-major. Texts are run in batches of about equal length. */
  embed(side: EncoderSide, texts: readonly string[], onProgress?: EmbeddingProgress): Promise<Float32Array>;
  dispose(): Promise<void>;
}

export interface EncoderOptions extends SessionOptions {
  /** The most tokens of a text: of a question the newest stay, of a passage the first. 256 by default. */
  readonly maxLength?: number;
  /**
   * Gives a text the same vector to the last bit in any company: rows are filled to whole sixteens of places (see
   * `DecoderProgram`), `maxLength` is one, and a text is never alone. Off by default, which spares the work.
   */
  readonly steady?: boolean;
}

/** How many texts are done. */
export type EmbeddingProgress = (done: number, total: number) => void;

/** Places of a batch, filling included. */
const batchTokens = 4096;
const sixteen = 16;

interface Parts {
  readonly width: number;
  /** The least of what the model takes and what is asked for. */
  readonly maxLength: number;
  /** Whether each vector is brought to length 1. */
  readonly isNormalised: boolean;
  /** A graph whose value `vectors` is [rows, width], its weights, and its inputs. */
  side(side: EncoderSide): {
    readonly forward: ForwardGraph;
    readonly tensors: ReadonlyMap<string, WeightTensor>;
    readonly feeds: (rows: ReturnType<typeof filledRows>) => HostInputs;
  };
  readonly filling: number;
}

/**
 * Encoders from a folder: a retriever of the recipe `dpr`, a published one, any BERT (its first state; the mean where
 * the folder is one of sentence-transformers that says so), or any T5 (the mean of its encoder's states).
 * @throws WorkbenchError `bad-input` that names the file at fault
 */
export async function openTextEncoders(dir: string, options: EncoderOptions = {}): Promise<TextEncoders> {
  const [home] = encoderFolders(dir);
  const tokenizer = loadTokenizer(home);
  const identity = await folderHash(encoderFolders(dir).flatMap((folder) => folder ?? []));
  if (readJsonObject(join(home, 'config.json')).model_type === 't5') {
    const { config, tensors } = loadModelCheckpoint(dir, { head: 'T5EncoderModel' });
    return openT5Encoders({ config: config as T5Config, tensors, tokenizer, identity }, options);
  }
  const parts = bertParts(dir, options);
  const frame = frameFor(tokenizer, parts.maxLength, false);
  return new OpenEncoders(parts, { frame, identity, options });
}

/** As `openTextEncoders`, of a T5. */
export function openT5Encoders(
  { config, tensors, tokenizer, identity }: T5Encoder,
  options: EncoderOptions = {},
): TextEncoders {
  const parts = t5Parts({ config, tensors }, options);
  return new OpenEncoders(parts, { frame: frameFor(tokenizer, parts.maxLength, true), identity, options });
}

function frameFor(tokenizer: Tokenizer, maxLength: number, isT5: boolean): EncoderFrame {
  const frame = encoderFrame(tokenizer, maxLength);
  if (!isT5 || !frame.hasOpening) return frame;
  // T5 reads a text and its end; that its tokenizer could open one as well is no part of its training.
  return { hasOpening: false, encode: (text, kept) => frame.encode(text, kept).slice(1) };
}

function bertParts(dir: string, { maxLength = 256, steady }: EncoderOptions): Parts {
  const { config: found, tensors } = loadEncoderPair(dir, encoderPrefixes);
  const { isMean, isNormalised } = sentenceTransformer(dir);
  const config: BertConfig = isMean ? { ...found, retrieval_pooling: 'mean' } : found;
  return {
    width: config.hidden_size,
    maxLength: lengthIn(Math.min(maxLength, config.max_position_embeddings), steady),
    isNormalised,
    filling: config.pad_token_id ?? 0,
    side: (side) => ({
      forward: encoderGraph(config, side),
      tensors,
      feeds: (rows) => encoderInputs(config, side, rows),
    }),
  };
}

function t5Parts(
  { config, tensors }: Pick<T5Encoder, 'config' | 'tensors'>,
  { maxLength = 256, steady }: EncoderOptions,
): Parts {
  return {
    width: config.d_model,
    maxLength: lengthIn(maxLength, steady),
    isNormalised: false,
    filling: config.pad_token_id ?? 0,
    side: () => {
      const graph = new Graph();
      const vectors = buildExemplarStates(config, parametersOf(graph), textInput(graph, 'text'));
      return {
        forward: { graph, values: { vectors } },
        tensors,
        feeds: (rows) => textFeeds(config, 'text', rows),
      };
    },
  };
}

/** A row may not be filled beyond the model's last position. */
function lengthIn(maxLength: number, steady: boolean | undefined): number {
  return steady ? Math.max(sixteen, maxLength - (maxLength % sixteen)) : maxLength;
}

const poolingFile = z.object({ pooling_mode_mean_tokens: z.boolean().default(false) });

/** What folders of sentence-transformers say beside the model's own files. */
function sentenceTransformer(dir: string): { readonly isMean: boolean; readonly isNormalised: boolean } {
  const pooling = join(dir, '1_Pooling', 'config.json');
  const isMean = existsSync(pooling) && poolingFile.parse(readJsonObject(pooling)).pooling_mode_mean_tokens;
  return { isMean, isNormalised: existsSync(join(dir, '2_Normalize')) };
}

interface Opened {
  readonly frame: EncoderFrame;
  readonly identity: string;
  readonly options: EncoderOptions;
}

class OpenEncoders implements TextEncoders {
  readonly width: number;
  readonly identity: string;
  readonly maxLength: number;
  readonly #parts: Parts;
  readonly #opened: Opened;
  readonly #sessions = new Map<EncoderSide, Promise<ForwardSession>>();

  constructor(parts: Parts, opened: Opened) {
    this.width = parts.width;
    this.identity = opened.identity;
    this.maxLength = parts.maxLength;
    this.#parts = parts;
    this.#opened = opened;
  }

  async embed(
    side: EncoderSide,
    texts: readonly string[],
    onProgress?: EmbeddingProgress,
  ): Promise<Float32Array> {
    const { frame, options } = this.#opened;
    const kept = side === 'question' ? 'newest' : 'beginning';
    const rows = texts.map((text) => frame.encode(text, kept));
    const session = await this.#session(side);
    const { feeds } = this.#parts.side(side);
    const found = new Float32Array(texts.length * this.width);
    let done = 0;
    for (const batch of byLength(rows)) {
      const chosen = batch.map((row) => rows[row] ?? []);
      // The sum over the places of one text alone is made in another order.
      if (options.steady && chosen.length === 1) chosen.push(...chosen);
      const inputs = feeds(filledRows(chosen, this.#parts.filling, options.steady ? sixteen : 1));
      const { vectors } = await session.run(inputs, ['vectors']);
      if (!vectors) throw new Error('the encoder gave no vectors');
      for (const [place, row] of batch.entries()) {
        const vector = vectors.data.subarray(place * this.width, (place + 1) * this.width);
        found.set(this.#parts.isNormalised ? normalised(vector) : vector, row * this.width);
      }
      done += batch.length;
      onProgress?.(done, texts.length);
    }
    return found;
  }

  async dispose(): Promise<void> {
    for (const session of await Promise.all(this.#sessions.values())) await session.dispose();
    this.#sessions.clear();
  }

  #session(side: EncoderSide): Promise<ForwardSession> {
    const { maxLength, steady, ...session } = this.#opened.options;
    const known = this.#sessions.get(side);
    if (known) return known;
    const { forward, tensors } = this.#parts.side(side);
    const opening = openForward(forward, tensors, session);
    this.#sessions.set(side, opening);
    return opening;
  }
}

/** Rows of about equal length together, as many as fit. */
function byLength(rows: readonly (readonly number[])[]): number[][] {
  const lengthOf = (row: number) => rows[row]?.length ?? 0;
  const order = [...rows.keys()].sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const row of order) {
    if (batch.length > 0 && (batch.length + 1) * lengthOf(row) > batchTokens) {
      batches.push(batch);
      batch = [];
    }
    batch.push(row);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

function normalised(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
