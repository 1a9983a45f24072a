import { WorkbenchError } from '#lib/errors.ts';
import { buildGpt } from '../architectures/gpt.ts';
import { buildGpt2 } from '../architectures/gpt2.ts';
import { linear } from '../architectures/layers.ts';
import { Graph } from '../graph/graph.ts';
import { softmax } from '../graph/ops/normalisation.ts';
import { openProgram } from '../runtime/compiled/open-program.ts';
import type { Feed, Fetched, Session } from '../runtime/session.ts';
import type { Program, ServingWeights } from '../serving/program.ts';
import { servingParameters } from '../serving/serving-parameters.ts';
import type { Gpt2Config, OpenaiGptConfig } from '../weights/configs.ts';
import type { ModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import type { PersonaPrefix } from './caire-form.ts';
import type { ReplyDetails } from './generator.ts';
import type { GeneratorOptions } from './generator-options.ts';

type GptConfig = Gpt2Config | OpenaiGptConfig;
export type DetectedEmotion = NonNullable<ReplyDetails['emotion']>;

export interface EmotionDetector {
  /** The emotions of a context that ends in the speaker token before the reply, the likeliest first. */
  detect(prompt: {
    readonly prompt: readonly number[];
    readonly tokenTypes: readonly number[];
  }): Promise<DetectedEmotion>;
  dispose(): Promise<void>;
}

/**
 * The emotion head of a GPT with `emotion_labels`; null for a model without. It reads the last place of the context,
 * so that a reply and its emotion do not depend on each other.
 */
export async function openEmotionDetector(
  checkpoint: ModelCheckpoint,
  { weights, prefix }: { readonly weights: ServingWeights; readonly prefix: PersonaPrefix },
  { rows, ...options }: GeneratorOptions,
): Promise<EmotionDetector | null> {
  const config = checkpoint.config as GptConfig;
  const labels = config.emotion_labels;
  if (!labels) return null;
  const { note, ...rest } = options;
  const session = await openProgram(checkpoint, emotionProgram(config, weights), {
    ...rest,
    ...(note && { note }),
  });
  try {
    const past = await keptPrefix(session, { config, prefix, rows });
    const detector = new Detector(labels, rows, async (batch) => {
      const feeds = { ...feedsOf(batch, prefix.tokens.length), ...past(batch.length) };
      return floats(await session.run(feeds, ['probabilities']), 'probabilities');
    });
    return { detect: (prompt) => detector.detect(prompt), dispose: () => session.dispose() };
  } catch (error) {
    await session.dispose();
    throw error;
  }
}

type Feeds = Readonly<Record<string, Feed>>;

/**
 * Runs what all prompts begin with once. Gives the feeds of the past for a batch: each row has the same keys and values,
 * in a multiple of 16 places, of which those behind the prefix are hidden.
 */
async function keptPrefix(
  session: Session,
  { config, prefix, rows }: { config: GptConfig; prefix: PersonaPrefix; rows: number },
): Promise<(batch: number) => Feeds> {
  const names = Array.from({ length: config.n_layer }, (_, layer) => [`k.${layer}`, `v.${layer}`]).flat();
  const heads = config.n_head;
  const size = config.n_embd / heads;
  const time = prefix.tokens.length;
  const length = Math.ceil(time / 16) * 16;
  const nothing = { data: new Float32Array(0), shape: [1, heads, 0, size] };
  const none = Object.fromEntries(names.map((name) => [`past_${name}`, nothing]));
  const alone = { ids: prefix.tokens, types: prefix.types };
  const found = await session.run(
    { ...feedsOf([alone], 0), ...none, past_bias: { data: new Float32Array(0), shape: [1, 1, 1, 0] } },
    names.map((name) => `new_${name}`),
  );
  const kept = names.map((name) => {
    const values = floats(found, `new_${name}`);
    const places = values.length / heads;
    const row = new Float32Array(heads * length * size);
    for (let head = 0; head < heads; head++)
      row.set(values.subarray(head * places, head * places + time * size), head * length * size);
    const all = new Float32Array(rows * row.length);
    for (let at = 0; at < rows; at++) all.set(row, at * row.length);
    return { name: `past_${name}`, all, each: row.length };
  });
  const bias = Float32Array.from({ length }, (_, place) => (place < time ? 0 : -1e9));
  return (batch) => ({
    ...Object.fromEntries(
      kept.map(({ name, all, each }) => [
        name,
        { data: all.subarray(0, batch * each), shape: [batch, heads, length, size] },
      ]),
    ),
    past_bias: { data: bias, shape: [1, 1, 1, length] },
  });
}

function floats(found: Readonly<Record<string, Fetched>>, name: string): Float32Array {
  const data = found[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`the emotion program gave no floats for ${name}`);
}

/**
 * Inputs `input_ids`, `token_type_ids`, `position_ids` int64 [batch, time], filled on the right; `bias`
 * [1, 1, time, time]; `past_k.N`, `past_v.N` [batch, heads, past, size] and `past_bias` [1, 1, 1, past]; `rows` int64
 * [rows], flat places of last tokens. Outputs `probabilities` [rows, emotions], and `new_k.N`, `new_v.N` of the new
 * places.
 */
export function emotionProgram(config: GptConfig, weights: ServingWeights): Program {
  const graph = new Graph();
  const { parameters, weightSources } = servingParameters(graph, weights);
  const places = ['batch', 'time'];
  const past = ['batch', config.n_head, 'past', config.n_embd / config.n_head];
  const inputs = {
    inputIds: graph.input('input_ids', 'int64', places),
    tokenTypeIds: graph.input('token_type_ids', 'int64', places),
    positionIds: graph.input('position_ids', 'int64', places),
    attentionBias: graph.input('bias', 'float32', [1, 1, 'time', 'time']),
    past: {
      layers: Array.from({ length: config.n_layer }, (_, layer) => ({
        key: graph.input(`past_k.${layer}`, 'float32', past),
        value: graph.input(`past_v.${layer}`, 'float32', past),
      })),
      bias: graph.input('past_bias', 'float32', [1, 1, 1, 'past']),
    },
    rows: graph.input('rows', 'int64', ['rows']),
  };
  const { hiddenStates, present } =
    config.model_type === 'gpt2'
      ? buildGpt2(config, parameters, inputs)
      : buildGpt(config, parameters, inputs);
  const last = hiddenStates.at(-1);
  const emotions = config.emotion_labels?.length;
  if (!last || emotions === undefined)
    throw new WorkbenchError(
      'bad-input',
      'This model has no emotion head: config.json lists no emotion_labels.',
    );
  const logits = linear(parameters, last, { name: 'emotion_head', from: config.n_embd, to: emotions });
  graph.output(softmax(logits, -1), 'probabilities');
  for (const [layer, { key, value }] of present.entries()) {
    graph.output(key, `new_k.${layer}`);
    graph.output(value, `new_v.${layer}`);
  }
  return { graph, weightSources };
}

interface Part {
  readonly ids: readonly number[];
  readonly types: readonly number[];
}

interface Waiting extends Part {
  readonly resolve: (emotions: DetectedEmotion) => void;
  readonly reject: (error: unknown) => void;
}

/** Puts what is asked in one turn of the event loop into batches of about equal length. */
class Detector {
  #waiting: Waiting[] = [];
  #isBusy = false;

  constructor(
    private readonly labels: readonly string[],
    private readonly rows: number,
    private readonly run: (batch: readonly Waiting[]) => Promise<Float32Array>,
  ) {}

  detect({ prompt, tokenTypes }: { prompt: readonly number[]; tokenTypes: readonly number[] }) {
    return new Promise<DetectedEmotion>((resolve, reject) => {
      this.#waiting.push({ ids: prompt, types: tokenTypes, resolve, reject });
      if (!this.#isBusy) {
        this.#isBusy = true;
        setImmediate(() => void this.#work());
      }
    });
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#waiting.sort((a, b) => a.ids.length - b.ids.length);
      const batch = this.#waiting.splice(0, this.rows);
      try {
        const probabilities = await this.run(batch);
        for (const [row, { resolve }] of batch.entries()) resolve(this.#ranked(probabilities, row));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      // Replies under way in the same process have their turn.
      await new Promise((next) => setImmediate(next));
    }
    this.#isBusy = false;
  }

  #ranked(probabilities: Float32Array, row: number): DetectedEmotion {
    const { labels } = this;
    return labels
      .map((label, index) => ({ label, probability: probabilities[row * labels.length + index] ?? 0 }))
      .sort((a, b) => b.probability - a.probability);
  }
}

/**
 * What a batch adds behind its first `skipped` tokens. Lengths are rounded up to 16 places and two rows are wanted at
 * least, so that a row gets the same numbers in any batch.
 */
function feedsOf(batch: readonly Part[], skipped: number): Feeds {
  const longest = Math.max(...batch.map(({ ids }) => ids.length - skipped));
  const time = Math.ceil(longest / 16) * 16;
  const shape = [batch.length, time];
  const filled = (row: (part: Part) => readonly number[]) => {
    const data = new Int32Array(batch.length * time);
    for (const [index, part] of batch.entries()) data.set(row(part).slice(skipped), index * time);
    return { data, shape };
  };
  const bias = new Float32Array(time * time);
  for (let query = 0; query < time; query++) bias.fill(-1e9, query * time + query + 1, (query + 1) * time);
  const ends = batch.map(({ ids }, row) => row * time + ids.length - skipped - 1);
  const wanted = ends.length === 1 ? [...ends, ...ends] : ends;
  return {
    input_ids: filled(({ ids }) => ids),
    token_type_ids: filled(({ types }) => types),
    position_ids: filled(({ ids }) => ids.map((_, place) => place)),
    bias: { data: bias, shape: [1, 1, time, time] },
    rows: { data: Int32Array.from(wanted), shape: [wanted.length] },
  };
}
