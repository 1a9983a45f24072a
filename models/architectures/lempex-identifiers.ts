import type { Tensor } from '../graph/graph.ts';
import { tanh } from '../graph/ops/elementwise.ts';
import { gather } from '../graph/ops/indexing.ts';
import { concat, slice, squeeze } from '../graph/ops/layout.ts';
import { matmul } from '../graph/ops/matmul.ts';
import { compositeTensors, storedSize } from '../weights/composite-tensors.ts';
import type { T5Config } from '../weights/configs.ts';
import type { WeightTensor } from '../weights/read-safetensors.ts';
import { type Dropout, linear, type Parameters, under } from './layers.ts';
import { buildT5Encoder } from './t5.ts';
import { biasOf, type TextInput } from './text-input.ts';

/** A text given as embeddings, such as an answer that is a distribution over words at each place. */
export interface EmbeddedText {
  /** float32 [batch, length, d_model] */
  readonly embeddings: Tensor;
  /** float32 [batch, length], 1 where a token is real */
  readonly mask: Tensor;
  /** int64 [length, length] */
  readonly buckets: Tensor;
}

/** An answer as distributions over the words, before any model's embeddings. */
export interface SoftAnswer {
  /** float32 [batch, length, vocabulary], from `softWords` */
  readonly words: Tensor;
  /** float32 [batch, length] */
  readonly mask: Tensor;
}

export interface FirstPosition {
  readonly text: TextInput | EmbeddedText;
  readonly dropout?: Dropout | undefined;
}

/** The encoder's state at the first place: [batch, d_model]. */
function firstState(config: T5Config, parameters: Parameters, { text, dropout }: FirstPosition): Tensor {
  const source = 'ids' in text ? { inputIds: text.ids } : { inputEmbeddings: text.embeddings };
  const { state } = buildT5Encoder(config, under(parameters, 'model.'), {
    ...source,
    attentionBias: biasOf(text.mask),
    buckets: text.buckets,
    ...(dropout ? { dropout } : {}),
  });
  return squeeze(slice(state, { axis: 1, start: 0, end: 1 }), 1);
}

/**
 * LEMPEx's empathy classifier: a linear layer on the first state of a T5 encoder that reads context and answer.
 * Gives logits [batch, levels]. Names of parameters are those of the published code.
 */
export function buildEmpathyClassifier(
  config: T5Config,
  parameters: Parameters,
  { levels, ...input }: FirstPosition & { readonly levels: number },
): Tensor {
  const state = firstState(config, parameters, input);
  return linear(parameters, state, { name: 'classifier', from: config.d_model, to: levels });
}

/** LEMPEx's sentiment regressor, which reads the answer alone: [batch], each in (-1, 1). */
export function buildSentimentRegressor(
  config: T5Config,
  parameters: Parameters,
  input: FirstPosition,
): Tensor {
  const state = firstState(config, parameters, input);
  return squeeze(tanh(linear(parameters, state, { name: 'scorer', from: config.d_model, to: 1 })), 1);
}

/**
 * Embeddings of a soft answer by an identifier's own table.
 * @param buckets of the answer's length
 */
export function embedAnswer(
  config: T5Config,
  parameters: Parameters,
  { answer, buckets }: { readonly answer: SoftAnswer; readonly buckets: Tensor },
): EmbeddedText {
  const table = tableOf(config, parameters);
  return { embeddings: matmul(answer.words, table), mask: answer.mask, buckets };
}

/**
 * Embeddings of a context and then a soft answer; filling of the context stays between them, hidden by its mask.
 * @param buckets of both lengths together
 */
export function embedContextAndAnswer(
  config: T5Config,
  parameters: Parameters,
  {
    context,
    answer,
    buckets,
  }: {
    readonly context: Pick<TextInput, 'ids' | 'mask'>;
    readonly answer: SoftAnswer;
    readonly buckets: Tensor;
  },
): EmbeddedText {
  const table = tableOf(config, parameters);
  return {
    embeddings: concat([gather(table, context.ids, 0), matmul(answer.words, table)], 1),
    mask: concat([context.mask, answer.mask], 1),
    buckets,
  };
}

function tableOf(config: T5Config, parameters: Parameters): Tensor {
  return parameters('model.shared.weight', [config.vocab_size, config.d_model]);
}

/** Which of the two a file holds: the name of its layer on top. */
export type FirstPositionHead = 'classifier' | 'scorer';

export interface FirstPositionCheckpoint {
  readonly config: T5Config;
  /** levels of a classifier, 1 of a regressor */
  readonly outputs: number;
  readonly tensors: ReadonlyMap<string, WeightTensor>;
}

/**
 * A classifier or regressor from the tensors of a file, whose shapes say how many levels there are.
 * @throws WorkbenchError `bad-input` naming the tensor and the file at fault
 */
export function firstPositionCheckpoint(
  stored: ReadonlyMap<string, WeightTensor>,
  config: T5Config,
  head: FirstPositionHead,
): FirstPositionCheckpoint {
  const outputs = head === 'scorer' ? 1 : storedSize(stored, 'classifier.weight', 0);
  const tensors = compositeTensors(stored, {
    models: { 'model.': { config, head: 'T5EncoderModel' } },
    own: firstPositionHeadTensors(config, head, outputs),
  });
  return { config, outputs, tensors };
}

/** The tensors outside the encoder. */
export function firstPositionHeadTensors(
  { d_model: width }: T5Config,
  head: FirstPositionHead,
  outputs: number,
): ReadonlyMap<string, readonly number[]> {
  return new Map([
    [`${head}.weight`, [outputs, width]],
    [`${head}.bias`, [outputs]],
  ]);
}
