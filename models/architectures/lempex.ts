import type { Graph, Tensor } from '../graph/graph.ts';
import { cast, greater } from '../graph/ops/comparison.ts';
import { add, mul } from '../graph/ops/elementwise.ts';
import { gather } from '../graph/ops/indexing.ts';
import { concat, expand, unsqueeze } from '../graph/ops/layout.ts';
import { crossEntropy } from '../graph/ops/loss.ts';
import type { T5Config } from '../weights/configs.ts';
import { maskedMeanPool } from './empathy-identifier.ts';
import { parametersOf } from './forward-graph.ts';
import { type Dropout, linear, type Parameters, under } from './layers.ts';
import { buildT5Decoder, buildT5Encoder } from './t5.ts';
import { biasOf, type TextInput, textInput } from './text-input.ts';

/** Rows of the speaker table: no one (filling, `</s>`), who began, who answers. */
const speakers = 3;

export interface LempexConfig {
  readonly generator: T5Config;
  /** width of the exemplars' mean; null: a generator without exemplars */
  readonly exemplarWidth: number | null;
}

export interface LempexEncoderInputs {
  readonly context: TextInput;
  /** int64 [batch, context]: 0 no one, 1 who began, 2 who answers */
  readonly speakers: Tensor;
  /** float32 [batch, exemplar width]: the mean over exemplars of the mean over their tokens */
  readonly exemplars?: Tensor | undefined;
  readonly dropout?: Dropout | undefined;
}

/**
 * What LEMPEx's decoder attends to, [batch, context, d_model]: T5's encoder on tokens with a learned speaker added to
 * each, then h' = W[h; x̄] + b with the mean x̄ of the exemplars. Names of parameters are those of the published code.
 */
export function buildLempexEncoder(
  { generator, exemplarWidth }: LempexConfig,
  parameters: Parameters,
  inputs: LempexEncoderInputs,
): Tensor {
  const { context, exemplars, dropout } = inputs;
  const { d_model: width, vocab_size: words } = generator;
  const tokens = gather(parameters('base_model.shared.weight', [words, width]), context.ids, 0);
  const { state } = buildT5Encoder(generator, under(parameters, 'base_model.'), {
    inputEmbeddings: add(tokens, speakerEmbeddings(parameters, inputs.speakers, width)),
    attentionBias: biasOf(context.mask),
    buckets: context.buckets,
    ...(dropout ? { dropout } : {}),
  });
  if (exemplarWidth === null) return state;
  if (!exemplars) throw new Error('a generator with exemplars needs their mean');
  return buildFusion(parameters, state, { exemplars, width, exemplarWidth });
}

/** The row of no one is 0 and stays so, as PyTorch's `padding_idx` has it. */
function speakerEmbeddings(parameters: Parameters, ids: Tensor, width: number): Tensor {
  const rows = gather(parameters('speaker_embedding.weight', [speakers, width]), ids, 0);
  return mul(rows, unsqueeze(cast(greater(ids, 0), 'float32'), 2));
}

export interface Fusion {
  /** [batch, exemplar width] */
  readonly exemplars: Tensor;
  readonly width: number;
  readonly exemplarWidth: number;
}

/** W[h; x̄] + b at every place of states [batch, length, width]. */
export function buildFusion(
  parameters: Parameters,
  state: Tensor,
  { exemplars, width, exemplarWidth }: Fusion,
): Tensor {
  const [batch = 0, length = 0] = state.shape;
  const everywhere = expand(unsqueeze(exemplars, 1), [batch, length, exemplarWidth]);
  const from = width + exemplarWidth;
  return linear(parameters, concat([state, everywhere], 2), {
    name: 'transform_to_t5_decoder',
    from,
    to: width,
  });
}

/** The mean over its real tokens of what an encoder gives for each exemplar: [exemplars, d_model]. */
export function buildExemplarStates(
  config: T5Config,
  parameters: Parameters,
  { ids, mask, buckets }: TextInput,
): Tensor {
  const source = { inputIds: ids, attentionBias: biasOf(mask), buckets };
  return maskedMeanPool(buildT5Encoder(config, parameters, source).state, mask);
}

/** A generator behind an answer that is given, as in training. */
export interface LempexGraph {
  readonly graph: Graph;
  readonly parameters: Parameters;
  readonly context: TextInput;
  /** what the decoder attends to */
  readonly encoded: Tensor;
  /** [batch, time, vocabulary] */
  readonly logits: Tensor;
  /** the mean cross-entropy of the answer (input `labels` [batch, time], -100 where there is none) */
  readonly loss: Tensor;
}

/**
 * LEMPEx's generator. Inputs are those of `textFeeds` for `context`, `speakers`, `exemplars`, T5's decoder inputs
 * `decoder_input_ids`, `decoder_bias` and `decoder_buckets`, and `labels`. Identifiers can be added to the same graph
 * through `parameters`, for losses on `softWords(logits)`.
 */
export function lempexGraph(config: LempexConfig, graph: Graph, dropout?: Dropout): LempexGraph {
  const parameters = parametersOf(graph);
  const context = textInput(graph, 'context');
  const { exemplarWidth, generator } = config;
  const encoded = buildLempexEncoder(config, parameters, {
    context,
    speakers: graph.input('speakers', 'int64', ['batch', 'context']),
    exemplars:
      exemplarWidth === null ? undefined : graph.input('exemplars', 'float32', ['batch', exemplarWidth]),
    dropout,
  });
  const { logits } = buildT5Decoder(generator, under(parameters, 'base_model.'), {
    inputIds: graph.input('decoder_input_ids', 'int64', ['batch', 'time']),
    attentionBias: graph.input('decoder_bias', 'float32', ['batch', 1, 'time', 'time']),
    buckets: graph.input('decoder_buckets', 'int64', ['time', 'time']),
    crossBias: biasOf(context.mask),
    encoded,
    ...(dropout ? { dropout } : {}),
  });
  const loss = crossEntropy(logits, graph.input('labels', 'int64', ['batch', 'time']));
  return { graph, parameters, context, encoded, logits, loss };
}

/** The tensors of a generator besides T5's (which stand under `base_model.`). */
export function lempexOwnTensors({ generator, exemplarWidth }: LempexConfig): Map<string, readonly number[]> {
  const width = generator.d_model;
  const own = new Map<string, readonly number[]>([['speaker_embedding.weight', [speakers, width]]]);
  if (exemplarWidth !== null) {
    own.set('transform_to_t5_decoder.weight', [width, width + exemplarWidth]);
    own.set('transform_to_t5_decoder.bias', [width]);
  }
  return own;
}
