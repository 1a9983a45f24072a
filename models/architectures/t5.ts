import type { Tensor } from '../graph/graph.ts';
import { add, mul } from '../graph/ops/elementwise.ts';
import { gather } from '../graph/ops/indexing.ts';
import { transpose } from '../graph/ops/layout.ts';
import type { T5Config } from '../weights/configs.ts';
import {
  activation,
  attend,
  type BiasedKeyValue,
  type Dropout,
  gatherRows,
  type KeyValue,
  multiply,
  noDropout,
  normaliseRms,
  type Parameters,
  type Past,
  pastOf,
  project,
  splitHeads,
} from './layers.ts';

/** What the encoder reads: tokens, or embeddings in place of theirs. */
export type T5EncoderSource =
  /** int64 [batch, length] */
  | { readonly inputIds: Tensor; readonly inputEmbeddings?: undefined }
  /** float32 [batch, length, d_model] */
  | { readonly inputIds?: undefined; readonly inputEmbeddings: Tensor };

export type T5EncoderInputs = T5EncoderSource & {
  /** float32, broadcasts to [batch, heads, length, length]: 0, or very negative where a key is not seen. */
  readonly attentionBias: Tensor;
  /** int64 [length, length]: rows of the bias table. */
  readonly buckets: Tensor;
  readonly dropout?: Dropout;
};

export interface T5EncoderOutputs {
  /** [batch, length, d_model], after the final norm */
  readonly state: Tensor;
  /** The embeddings, then what each block gives; the last one is `state`. */
  readonly hiddenStates: readonly Tensor[];
}

export interface T5DecoderInputs {
  /** int64 [batch, length]: the labels behind a start token. */
  readonly inputIds: Tensor;
  /** float32, broadcasts to [batch, heads, length, length] */
  readonly attentionBias: Tensor;
  /** int64 [length, length]: rows of the bias table. */
  readonly buckets: Tensor;
  /** float32, broadcasts to [batch, heads, length, encoder length] */
  readonly crossBias: Tensor;
  /** What the encoder gave, or what `crossKeyValues` made of it. */
  readonly encoded: Tensor | readonly KeyValue[];
  /** Earlier tokens of the decoder; `buckets` is int64 [batch, length, past]: rows of the bias table. */
  readonly past?: (Past & { readonly buckets: Tensor }) | undefined;
  /** int64 [rows]: flat places (row × length + place) whose logits are wanted; all of them where left out. */
  readonly rows?: Tensor | undefined;
  readonly dropout?: Dropout;
}

export interface T5DecoderOutputs {
  /** [batch, length, vocabulary], or [rows, vocabulary] where `rows` were given */
  readonly logits: Tensor;
  /** Where `rows` were given, the last one is [rows, d_model]. */
  readonly hiddenStates: readonly Tensor[];
  /** Keys and values of the new tokens alone, a pair for each layer. */
  readonly present: readonly KeyValue[];
}

/** The stack a block belongs to. */
interface Stack {
  readonly config: T5Config;
  readonly parameters: Parameters;
  readonly drop: (tensor: Tensor) => Tensor;
}

/** T5's encoder (Raffel et al. 2020), a norm before each sublayer; versions 1.0 and 1.1. */
export function buildT5Encoder(
  config: T5Config,
  parameters: Parameters,
  inputs: T5EncoderInputs,
): T5EncoderOutputs {
  const stack = stackOf(config, parameters, inputs.dropout);
  const bias = add(positionBias(stack, 'encoder', inputs.buckets), inputs.attentionBias);
  let state = stack.drop(inputs.inputEmbeddings ?? embed(stack, inputs.inputIds));
  const hiddenStates = [state];
  for (let block = 0; block < config.num_layers; block++) {
    const name = `encoder.block.${block}.layer`;
    const normed = norm(stack, state, `${name}.0.layer_norm`);
    const at = `${name}.0.SelfAttention`;
    const { mixed } = attention(stack, normed, { at, ...keysOf(stack, normed, at), bias });
    state = feedForward(stack, add(state, stack.drop(mixed)), `${name}.1`);
    if (block < config.num_layers - 1) hiddenStates.push(state);
  }
  state = stack.drop(norm(stack, state, 'encoder.final_layer_norm'));
  hiddenStates.push(state);
  return { state, hiddenStates };
}

/** T5's decoder with its head: the shared embeddings, scaled by d_model^-0.5, or a head of its own. */
export function buildT5Decoder(
  config: T5Config,
  parameters: Parameters,
  inputs: T5DecoderInputs,
): T5DecoderOutputs {
  const stack = stackOf(config, parameters, inputs.dropout);
  const bias = add(positionBias(stack, 'decoder', inputs.buckets), inputs.attentionBias);
  let state = stack.drop(embed(stack, inputs.inputIds));
  const hiddenStates = [state];
  const present: KeyValue[] = [];
  const past = inputs.past && { ...inputs.past, bias: pastBias(stack, inputs.past) };
  const cross =
    'dtype' in inputs.encoded ? crossKeyValues(config, parameters, inputs.encoded) : inputs.encoded;
  for (let block = 0; block < config.num_decoder_layers; block++) {
    const result = decoderBlock(stack, { ...inputs, state, block, bias, past, cross });
    state = result.state;
    present.push(result.present);
    if (block < config.num_decoder_layers - 1) hiddenStates.push(state);
  }
  if (inputs.rows) state = gatherRows(state, inputs.rows);
  state = stack.drop(norm(stack, state, 'decoder.final_layer_norm'));
  hiddenStates.push(state);
  return { logits: head(stack, state), hiddenStates, present };
}

/** Keys and values of the encoder's output [batch, length, d_model], a pair for each layer of the decoder. */
export function crossKeyValues(config: T5Config, parameters: Parameters, encoded: Tensor): KeyValue[] {
  const stack = stackOf(config, parameters);
  return Array.from({ length: config.num_decoder_layers }, (_, block) =>
    keysOf(stack, encoded, crossAttention(block)),
  );
}

function crossAttention(block: number): string {
  return `decoder.block.${block}.layer.1.EncDecAttention`;
}

/** [batch, heads, queries, keys] for keys from a cache. */
function pastBias(
  stack: Stack,
  { buckets, bias }: { readonly buckets: Tensor; readonly bias: Tensor },
): Tensor {
  return add(positionBias(stack, 'decoder', buckets), bias);
}

interface DecoderBlockInputs extends T5DecoderInputs {
  readonly state: Tensor;
  readonly block: number;
  readonly bias: Tensor;
  readonly cross: readonly KeyValue[];
}

interface DecoderBlockOutputs {
  readonly state: Tensor;
  readonly present: KeyValue;
}

function decoderBlock(stack: Stack, inputs: DecoderBlockInputs): DecoderBlockOutputs {
  const name = `decoder.block.${inputs.block}.layer`;
  const normed = norm(stack, inputs.state, `${name}.0.layer_norm`);
  const at = `${name}.0.SelfAttention`;
  const present = keysOf(stack, normed, at);
  const past = pastOf(inputs.past, inputs.block);
  const own = attention(stack, normed, { at, ...present, bias: inputs.bias, past });
  const between = add(inputs.state, stack.drop(own.mixed));
  const crossNormed = norm(stack, between, `${name}.1.layer_norm`);
  const cross = inputs.cross[inputs.block];
  if (!cross) throw new Error(`there are no keys of the encoder for block ${inputs.block}`);
  const crossAt = crossAttention(inputs.block);
  const other = attention(stack, crossNormed, { at: crossAt, ...cross, bias: inputs.crossBias });
  const state = feedForward(stack, add(between, stack.drop(other.mixed)), `${name}.2`);
  return { state, present };
}

function stackOf(config: T5Config, parameters: Parameters, dropout: Dropout = noDropout): Stack {
  return { config, parameters, drop: (tensor) => dropout(tensor, config.dropout_rate) };
}

function embed({ config, parameters }: Stack, ids: Tensor): Tensor {
  return gather(parameters('shared.weight', [config.vocab_size, config.d_model]), ids, 0);
}

function norm({ config, parameters }: Stack, state: Tensor, name: string): Tensor {
  return normaliseRms(parameters, state, { name, width: config.d_model, epsilon: config.layer_norm_epsilon });
}

/**
 * [heads, queries, keys], with a leading batch axis where the buckets have one: the table of block 0, which serves all
 * blocks of its stack.
 */
function positionBias({ config, parameters }: Stack, side: 'encoder' | 'decoder', buckets: Tensor): Tensor {
  const name = `${side}.block.0.layer.0.SelfAttention.relative_attention_bias.weight`;
  const table = parameters(name, [config.relative_attention_num_buckets, config.num_heads]);
  const order = buckets.shape.length === 3 ? [0, 3, 1, 2] : [2, 0, 1];
  return transpose(gather(table, buckets, 0), order);
}

function keysOf({ config, parameters }: Stack, input: Tensor, at: string): KeyValue {
  const { d_model: from, d_kv: size, num_heads: heads } = config;
  const heading = (name: string) =>
    splitHeads(project(parameters, input, { name: `${at}.${name}`, from, to: heads * size }), heads, size);
  return { key: heading('k'), value: heading('v') };
}

interface AttentionOver extends BiasedKeyValue {
  readonly at: string;
  readonly past?: BiasedKeyValue | undefined;
}

/** T5 does not divide the scores by the square root of the width: its initialisation makes up for it. */
function attention(stack: Stack, input: Tensor, over: AttentionOver): { readonly mixed: Tensor } {
  const { parameters, drop, config } = stack;
  const { d_model: width, d_kv: size, num_heads: heads } = config;
  const inner = heads * size;
  const query = project(parameters, input, { name: `${over.at}.q`, from: width, to: inner });
  const { key, value, bias, past } = over;
  const parts = { key, value, bias, past, query: splitHeads(query, heads, size), scale: 1 };
  const context = attend({ ...parts, dropProbabilities: drop }, inner);
  return { mixed: project(parameters, context, { name: `${over.at}.o`, from: inner, to: width }) };
}

function feedForward(stack: Stack, state: Tensor, layer: string): Tensor {
  const { config, parameters, drop } = stack;
  const { d_model: width, d_ff: inner } = config;
  const at = `${layer}.DenseReluDense`;
  const normed = norm(stack, state, `${layer}.layer_norm`);
  const widen = (name: string) =>
    project(parameters, normed, { name: `${at}.${name}`, from: width, to: inner });
  const active = activation(config.dense_act_fn);
  const wide = config.is_gated_act ? mul(active(widen('wi_0')), widen('wi_1')) : active(widen('wi'));
  return add(state, drop(project(parameters, drop(wide), { name: `${at}.wo`, from: inner, to: width })));
}

function head({ config, parameters }: Stack, state: Tensor): Tensor {
  const { d_model: width, vocab_size: words } = config;
  if (!config.tie_word_embeddings)
    return project(parameters, state, { name: 'lm_head', from: width, to: words });
  const scaled = mul(state, width ** -0.5);
  return multiply(parameters, scaled, { name: 'shared.weight', from: width, to: words, stored: 'to-from' });
}
