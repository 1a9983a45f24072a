import { WorkbenchError } from '#lib/errors.ts';
import { buildGpt } from '../architectures/gpt.ts';
import { buildGpt2 } from '../architectures/gpt2.ts';
import { type KeyValue, linear } from '../architectures/layers.ts';
import { buildT5Decoder } from '../architectures/t5.ts';
import { Graph, type Tensor } from '../graph/graph.ts';
import { div, mul, sub } from '../graph/ops/elementwise.ts';
import { gather, gatherElements, topK } from '../graph/ops/indexing.ts';
import { slice, squeeze } from '../graph/ops/layout.ts';
import { logSoftmax } from '../graph/ops/loss.ts';
import { softmax } from '../graph/ops/normalisation.ts';
import type { Dim } from '../graph/shapes.ts';
import type { Gpt2Config, ModelConfig, OpenaiGptConfig, T5Config } from '../weights/configs.ts';
import { headOf } from '../weights/expected-tensors.ts';
import type { DecoderProgram, DecoderProgramOptions } from './program.ts';
import { servingParameters } from './serving-parameters.ts';

/**
 * The decoder of a model for generation: GPT, GPT-2 or T5.
 * @throws WorkbenchError `bad-input` for models that have no decoder, and token types or emotions where a model has none
 */
export function buildDecoderProgram(config: ModelConfig, options: DecoderProgramOptions): DecoderProgram {
  const isT5 = config.model_type === 't5';
  if (config.model_type === 'bert' || headOf(config) === 'T5EncoderModel')
    throw new WorkbenchError('bad-input', 'This model has no decoder, so it cannot generate text.');
  if (isT5 && options.tokenTypes) throw new WorkbenchError('bad-input', 'T5 has no token types.');
  if (isT5 && options.commonPrefix)
    throw new WorkbenchError(
      'bad-input',
      'T5’s decoder starts from one token, so its rows have no common prefix.',
    );
  const graph = new Graph();
  const { parameters, weightSources } = servingParameters(graph, options.weights);
  const context = {
    graph,
    parameters,
    takesTokenTypes: options.tokenTypes ?? false,
    takesCommonPrefix: options.commonPrefix ?? false,
  };
  const built = config.model_type === 't5' ? t5Decoder(config, context) : gptDecoder(config, context);
  addOutputs(graph, built);
  const emotions = options.emotions ? addEmotions(config, context, built) : 0;
  return {
    graph,
    weightSources,
    ...sizesOf(config),
    takesTokenTypes: context.takesTokenTypes,
    isCrossAttending: isT5,
    emotions,
  };
}

function sizesOf(config: Gpt2Config | OpenaiGptConfig | T5Config) {
  if (config.model_type === 't5')
    return {
      layers: config.num_decoder_layers,
      heads: config.num_heads,
      headSize: config.d_kv,
      vocabulary: config.vocab_size,
      maxPositions: null,
    };
  return {
    layers: config.n_layer,
    heads: config.n_head,
    headSize: config.n_embd / config.n_head,
    vocabulary: config.vocab_size,
    maxPositions: config.n_positions,
  };
}

interface Context extends Pick<ReturnType<typeof servingParameters>, 'parameters'> {
  readonly graph: Graph;
  readonly takesTokenTypes: boolean;
  readonly takesCommonPrefix: boolean;
}

interface Built {
  readonly logits: Tensor;
  readonly present: readonly KeyValue[];
  /** GPT and GPT-2: the embeddings, then what each layer gives, the last one [rows, width]. */
  readonly hiddenStates?: readonly Tensor[];
}

function gptDecoder(config: Gpt2Config | OpenaiGptConfig, context: Context): Built {
  const { graph, parameters } = context;
  const places = ['batch', 'time'];
  const inputs = {
    inputIds: graph.input('input_ids', 'int64', places),
    positionIds: graph.input('position_ids', 'int64', places),
    ...(context.takesTokenTypes ? { tokenTypeIds: graph.input('token_type_ids', 'int64', places) } : {}),
    attentionBias: newBias(graph),
    past: {
      ...pastInputs(graph, config),
      ...(context.takesCommonPrefix && {
        common: keyValueInputs(graph, config, { name: 'common', batch: 1, length: 'common' }),
      }),
    },
    rows: graph.input('rows', 'int64', ['rows']),
  };
  return config.model_type === 'gpt2'
    ? buildGpt2(config, parameters, inputs)
    : buildGpt(config, parameters, inputs);
}

function t5Decoder(config: T5Config, { graph, parameters }: Context): Built {
  return buildT5Decoder(config, parameters, {
    inputIds: graph.input('input_ids', 'int64', ['batch', 'time']),
    attentionBias: newBias(graph),
    buckets: graph.input('new_buckets', 'int64', ['time', 'time']),
    past: {
      ...pastInputs(graph, config),
      buckets: graph.input('past_buckets', 'int64', ['batch', 'time', 'past']),
    },
    encoded: keyValueInputs(graph, config, { name: 'cross', length: 'source' }),
    crossBias: graph.input('cross_bias', 'float32', ['batch', 1, 1, 'source']),
    rows: graph.input('rows', 'int64', ['rows']),
  });
}

function newBias(graph: Graph): Tensor {
  return graph.input('new_bias', 'float32', ['batch', 1, 'time', 'time']);
}

function pastInputs(graph: Graph, config: Gpt2Config | OpenaiGptConfig | T5Config) {
  return {
    layers: keyValueInputs(graph, config, { name: 'past', length: 'past' }),
    bias: graph.input('past_bias', 'float32', ['batch', 1, 1, 'past']),
  };
}

function keyValueInputs(
  graph: Graph,
  config: Gpt2Config | OpenaiGptConfig | T5Config,
  { name, batch = 'batch', length }: { readonly name: string; readonly batch?: Dim; readonly length: Dim },
): KeyValue[] {
  const { layers, heads, headSize } = sizesOf(config);
  const shape = [batch, heads, length, headSize];
  return Array.from({ length: layers }, (_, layer) => ({
    key: graph.input(`${name}_k.${layer}`, 'float32', shape),
    value: graph.input(`${name}_v.${layer}`, 'float32', shape),
  }));
}

/** Gives how many there are. */
function addEmotions(config: ModelConfig, { graph, parameters }: Context, { hiddenStates }: Built): number {
  const isGpt = config.model_type === 'gpt2' || config.model_type === 'openai-gpt';
  const emotions = isGpt ? config.emotion_labels?.length : undefined;
  const state = hiddenStates?.at(-1);
  if (!isGpt || emotions === undefined || !state)
    throw new WorkbenchError(
      'bad-input',
      'This model has no emotion head: config.json lists no emotion_labels.',
    );
  const wanted = gather(state, graph.input('emotion_rows', 'int64', ['felt']), 0);
  const head = { name: 'emotion_head', from: config.n_embd, to: emotions };
  graph.output(softmax(linear(parameters, wanted, head), -1), 'emotions');
  return emotions;
}

function addOutputs(graph: Graph, { logits, present }: Built): void {
  graph.output(logits, 'logits');
  const best = topK(logits, graph.input('best_count', 'int64', [1]));
  graph.output(best.values, 'best_values');
  graph.output(best.indices, 'best_ids');
  // From the largest logit and its log-probability: ReduceLogSumExp takes five times as long, on one thread.
  const rows = graph.input('sum_rows', 'int64', ['sums']);
  const logProbability = gatherElements(
    logSoftmax(gather(logits, rows, 0), -1),
    firstOf(best.indices, rows),
    1,
  );
  graph.output(squeeze(sub(firstOf(best.values, rows), logProbability), 1), 'log_sum_exp');
  graph.output(bestMass(graph, logits, best), 'best_mass');
  for (const [layer, { key, value }] of present.entries()) {
    graph.output(key, `new_k.${layer}`);
    graph.output(value, `new_v.${layer}`);
  }
}

/** The first column of the rows at some places. */
function firstOf(tensor: Tensor, rows: Tensor): Tensor {
  return gather(slice(tensor, { axis: 1, start: 0, end: 1 }), rows, 0);
}

/**
 * One over the best logit's probability among the scaled ones. A softmax sums in 32 lanes at least, so that a sum of V
 * terms is off by no more than V / 32 roundings; the scale, the difference and their product shift an exponent of -x by
 * at most 3 · 2^-24 · x, which is in the mean over the softmax no more than its entropy. `topPOfBest` allows for both.
 */
function bestMass(graph: Graph, logits: Tensor, best: { values: Tensor; indices: Tensor }): Tensor {
  const rows = graph.input('mass_rows', 'int64', ['masses']);
  const scales = graph.input('mass_scales', 'float32', ['masses', 1]);
  const scaled = mul(sub(gather(logits, rows, 0), firstOf(best.values, rows)), scales);
  const share = gatherElements(softmax(scaled, -1), firstOf(best.indices, rows), 1);
  return div(1, squeeze(share, 1));
}
