import { WorkbenchError } from '#lib/errors.ts';
import { buildGpt } from '../architectures/gpt.ts';
import { buildGpt2 } from '../architectures/gpt2.ts';
import { linear } from '../architectures/layers.ts';
import { Graph } from '../graph/graph.ts';
import { softmax } from '../graph/ops/normalisation.ts';
import { openProgram } from '../runtime/compiled/open-program.ts';
import type { Program, ServingWeights } from '../serving/program.ts';
import { servingParameters } from '../serving/serving-parameters.ts';
import type { Gpt2Config, OpenaiGptConfig } from '../weights/configs.ts';
import type { ModelCheckpoint } from '../weights/load-model-checkpoint.ts';
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
  weights: ServingWeights,
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
  const detector = new Detector(labels, rows, async (batch) => {
    const found = await session.run(batch, ['probabilities']);
    const data = found.probabilities?.data;
    if (data instanceof Float32Array) return data;
    throw new Error('the emotion head gave no probabilities');
  });
  return { detect: (prompt) => detector.detect(prompt), dispose: () => session.dispose() };
}

/**
 * Inputs `input_ids`, `token_type_ids`, `position_ids` int64 [batch, time], filled on the right; `bias`
 * [1, 1, time, time]; `rows` int64 [rows], the flat place of each row's last token. Output `probabilities`
 * [rows, emotions].
 */
export function emotionProgram(config: GptConfig, weights: ServingWeights): Program {
  const graph = new Graph();
  const { parameters, weightSources } = servingParameters(graph, weights);
  const places = ['batch', 'time'];
  const inputs = {
    inputIds: graph.input('input_ids', 'int64', places),
    tokenTypeIds: graph.input('token_type_ids', 'int64', places),
    positionIds: graph.input('position_ids', 'int64', places),
    attentionBias: graph.input('bias', 'float32', [1, 1, 'time', 'time']),
    rows: graph.input('rows', 'int64', ['rows']),
  };
  const { hiddenStates } =
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
  return { graph, weightSources };
}

interface Waiting {
  readonly ids: readonly number[];
  readonly types: readonly number[];
  readonly resolve: (emotions: DetectedEmotion) => void;
  readonly reject: (error: unknown) => void;
}

type Feeds = Readonly<
  Record<string, { readonly data: BigInt64Array | Float32Array; readonly shape: number[] }>
>;

/** Puts what is asked in one turn of the event loop into batches of about equal length. */
class Detector {
  #waiting: Waiting[] = [];
  #isBusy = false;

  constructor(
    private readonly labels: readonly string[],
    private readonly rows: number,
    private readonly run: (feeds: Feeds) => Promise<Float32Array>,
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
        const probabilities = await this.run(feedsOf(batch));
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

/** Lengths are rounded up to 16 places and two rows are wanted at least: so a row gets the same numbers in any batch. */
function feedsOf(batch: readonly Waiting[]): Feeds {
  const time = Math.ceil(Math.max(...batch.map(({ ids }) => ids.length)) / 16) * 16;
  const shape = [batch.length, time];
  const filled = (row: (waiting: Waiting) => readonly number[]) => {
    const data = new BigInt64Array(batch.length * time);
    for (const [index, waiting] of batch.entries())
      for (const [place, id] of row(waiting).entries()) data[index * time + place] = BigInt(id);
    return { data, shape };
  };
  const bias = new Float32Array(time * time);
  for (let query = 0; query < time; query++) bias.fill(-1e9, query * time + query + 1, (query + 1) * time);
  const ends = batch.map(({ ids }, row) => BigInt(row * time + ids.length - 1));
  const wanted = ends.length === 1 ? [...ends, ...ends] : ends;
  return {
    input_ids: filled(({ ids }) => ids),
    token_type_ids: filled(({ types }) => types),
    position_ids: filled(({ ids }) => ids.map((_, place) => place)),
    bias: { data: bias, shape: [1, 1, time, time] },
    rows: { data: BigInt64Array.from(wanted), shape: [wanted.length] },
  };
}
