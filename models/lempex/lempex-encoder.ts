import { parametersOf } from '../architectures/forward-graph.ts';
import { buildLempexEncoder } from '../architectures/lempex.ts';
import { textFeeds, textInput } from '../architectures/text-input.ts';
import { openT5Encoders } from '../exemplars/text-encoders.ts';
import { Graph } from '../graph/graph.ts';
import { openGraph } from '../runtime/graph-model.ts';
import type { SessionOptions } from '../runtime/session.ts';
import type { LempexCheckpoint } from './lempex-folder.ts';
import { meanVectors } from './mean-vectors.ts';
import { spokenContext } from './speaker-ids.ts';

/** What LEMPEx's decoder attends to, as an engine takes it (`encoderState`). */
export interface LempexState {
  /** [length, d_model] */
  readonly data: Float32Array;
  readonly length: number;
}

export interface LempexEncoder {
  /**
   * Encodes a context with the texts of its exemplars, the states fused with their mean.
   * @param utterances of who began and who answers in turn
   * @param exemplars none give the mean 0; not looked at by a generator without exemplars
   */
  encode(utterances: readonly string[], exemplars: readonly string[]): Promise<LempexState>;
  dispose(): Promise<void>;
}

/** Vectors of exemplars that are kept: the same turns are found for many contexts. */
const keptVectors = 20_000;

/** Opens a generator's encoder, and the frozen one of exemplars where it has one. */
export async function openLempexEncoder(
  { config, tensors, maxSource, exemplars, tokenizer }: LempexCheckpoint,
  options: SessionOptions = {},
): Promise<LempexEncoder> {
  const { generator, exemplarWidth } = config;
  const graph = new Graph();
  const state = buildLempexEncoder(config, parametersOf(graph), {
    context: textInput(graph, 'context'),
    speakers: graph.input('speakers', 'int64', ['batch', 'context']),
    exemplars:
      exemplarWidth === null ? undefined : graph.input('exemplars', 'float32', ['batch', exemplarWidth]),
  });
  const model = await openGraph({ graph, values: { state }, tensors }, options);
  const found = exemplars ? exemplarVectors(exemplars, options) : null;
  const end = generator.eos_token_id ?? 1;
  return {
    encode: async (utterances, texts) => {
      const { ids, speakers } = spokenContext(utterances, { tokenizer, end, maxTokens: maxSource });
      const mean = await found?.mean(texts);
      const result = await model.run({
        ...textFeeds(generator, 'context', { input_ids: [ids] }),
        speakers: { data: Int32Array.from(speakers), shape: [1, ids.length] },
        ...(mean ? { exemplars: { data: mean, shape: [1, mean.length] } } : {}),
      });
      if (result.state?.data instanceof Float32Array) return { data: result.state.data, length: ids.length };
      throw new Error('the encoder gave no states');
    },
    dispose: async () => {
      await model.dispose();
      await found?.dispose();
    },
  };
}

/** The mean over exemplars of the mean over their tokens, vectors kept by text. */
function exemplarVectors(
  { t5, prefix, width, maxLength }: NonNullable<LempexCheckpoint['exemplars']>,
  options: SessionOptions,
) {
  const encoders = openT5Encoders(t5, { ...options, maxLength });
  const kept = new Map<string, Float32Array>();
  return {
    mean: async (texts: readonly string[]): Promise<Float32Array> => {
      if (kept.size + texts.length > keptVectors) kept.clear();
      const known = new Map(texts.map((text) => [text, kept.get(text)]));
      const fresh = [...known].flatMap(([text, vector]) => (vector ? [] : [text]));
      const vectors = await encoders.embed(
        'passage',
        fresh.map((text) => `${prefix}${text}`),
      );
      for (const [at, text] of fresh.entries()) {
        const vector = vectors.slice(at * width, (at + 1) * width);
        known.set(text, vector);
        kept.set(text, vector);
      }
      const data = new Float32Array(texts.length * width);
      for (const [at, text] of texts.entries()) data.set(known.get(text) ?? [], at * width);
      return meanVectors({ data, width }, [[...texts.keys()]]);
    },
    dispose: () => encoders.dispose(),
  };
}
