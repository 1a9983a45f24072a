import { Graph, type Tensor } from '../graph/graph.ts';
import type { BertConfig, ModelConfig, T5Config } from '../weights/configs.ts';
import { headOf } from '../weights/expected-tensors.ts';
import { buildBert, buildBertClassifier, buildBertMaskedLm, buildBertPooler } from './bert.ts';
import { buildGpt } from './gpt.ts';
import { buildGpt2, type DecoderOutputs } from './gpt2.ts';
import { type Dropout, type Parameters, under } from './layers.ts';
import { buildT5Decoder, buildT5Encoder } from './t5.ts';

/** A whole model with symbolic batch and lengths, its values by the names of the reference. */
export interface ForwardGraph {
  readonly graph: Graph;
  /** `logits`, `hidden_states.N`, `last_hidden_state`, `pooler_output`, `encoder_…`, `decoder_…`: those it has. */
  readonly values: Readonly<Record<string, Tensor>>;
}

/** Parameters of a graph by name, each made once. */
export function parametersOf(graph: Graph): Parameters {
  const made = new Map<string, Tensor>();
  return (name, shape) => {
    const tensor = made.get(name) ?? graph.parameter(name, shape);
    made.set(name, tensor);
    return tensor;
  };
}

/** Builds the model. Nothing is an output yet: the caller names those it wants, with `graph.output`. */
export function forwardGraph(config: ModelConfig, dropout?: (graph: Graph) => Dropout): ForwardGraph {
  const graph = new Graph();
  const context = { graph, parameters: parametersOf(graph), dropout: dropout?.(graph) };
  switch (config.model_type) {
    case 'gpt2':
      return { graph, values: decoderValues(buildGpt2(config, ...decoderParts(context))) };
    case 'openai-gpt':
      return { graph, values: decoderValues(buildGpt(config, ...decoderParts(context))) };
    case 't5':
      return { graph, values: t5Values(config, context) };
    case 'bert':
      return { graph, values: bertValues(config, context) };
  }
}

interface Context {
  readonly graph: Graph;
  readonly parameters: Parameters;
  readonly dropout: Dropout | undefined;
}

function decoderParts({ graph, parameters, dropout }: Context) {
  const inputs = {
    inputIds: graph.input('input_ids', 'int64', ['batch', 'time']),
    positionIds: graph.input('position_ids', 'int64', ['batch', 'time']),
    attentionBias: graph.input('attention_bias', 'float32', ['batch', 1, 'time', 'time']),
    ...(dropout ? { dropout } : {}),
  };
  return [parameters, inputs] as const;
}

function decoderValues({ logits, hiddenStates }: DecoderOutputs): Record<string, Tensor> {
  return { logits, ...numbered('hidden_states', hiddenStates) };
}

function t5Values(config: T5Config, { graph, parameters, dropout }: Context): Record<string, Tensor> {
  const drop = dropout ? { dropout } : {};
  const crossBias = graph.input('encoder_bias', 'float32', ['batch', 1, 1, 'source']);
  const encoder = buildT5Encoder(config, parameters, {
    inputIds: graph.input('input_ids', 'int64', ['batch', 'source']),
    attentionBias: crossBias,
    buckets: graph.input('encoder_buckets', 'int64', ['source', 'source']),
    ...drop,
  });
  const encoded = {
    encoder_last_hidden_state: encoder.state,
    ...numbered('encoder_hidden_states', encoder.hiddenStates),
  };
  if (headOf(config) === 'T5EncoderModel') return encoded;
  const decoder = buildT5Decoder(config, parameters, {
    inputIds: graph.input('decoder_input_ids', 'int64', ['batch', 'time']),
    attentionBias: graph.input('decoder_bias', 'float32', ['batch', 1, 'time', 'time']),
    buckets: graph.input('decoder_buckets', 'int64', ['time', 'time']),
    crossBias,
    encoded: encoder.state,
    ...drop,
  });
  return {
    ...encoded,
    logits: decoder.logits,
    ...numbered('decoder_hidden_states', decoder.hiddenStates),
  };
}

function bertValues(config: BertConfig, { graph, parameters, dropout }: Context): Record<string, Tensor> {
  const drop = dropout ? { dropout } : {};
  const head = headOf(config);
  const body = head === 'BertModel' ? parameters : under(parameters, 'bert.');
  const { state, hiddenStates } = buildBert(config, body, {
    inputIds: graph.input('input_ids', 'int64', ['batch', 'time']),
    tokenTypeIds: graph.input('token_type_ids', 'int64', ['batch', 'time']),
    positionIds: graph.input('position_ids', 'int64', [1, 'time']),
    attentionBias: graph.input('attention_bias', 'float32', ['batch', 1, 1, 'time']),
    ...drop,
  });
  const values = { last_hidden_state: state, ...numbered('hidden_states', hiddenStates) };
  if (head === 'BertForMaskedLM') return { ...values, logits: buildBertMaskedLm(config, parameters, state) };
  const pooled = buildBertPooler(config, body, state);
  if (head === 'BertForSequenceClassification')
    return { ...values, logits: buildBertClassifier(config, parameters, { pooled, ...drop }) };
  if (head === 'BertForPreTraining')
    return { ...values, pooler_output: pooled, logits: buildBertMaskedLm(config, parameters, state) };
  return { ...values, pooler_output: pooled };
}

function numbered(name: string, tensors: readonly Tensor[]): Record<string, Tensor> {
  return Object.fromEntries(tensors.map((tensor, index) => [`${name}.${index}`, tensor]));
}
