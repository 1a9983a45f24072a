import { WorkbenchError } from '#lib/errors.ts';
import type { Tensor } from '../graph/graph.ts';
import { gelu, geluTanh, relu, silu } from '../graph/ops/activation.ts';
import { add, mul, tanh } from '../graph/ops/elementwise.ts';
import { gather } from '../graph/ops/indexing.ts';
import { concat, reshape, split, transpose } from '../graph/ops/layout.ts';
import { matmul } from '../graph/ops/matmul.ts';
import { layerNorm, rmsNorm, softmax } from '../graph/ops/normalisation.ts';
import { type Dim, sizeAt } from '../graph/shapes.ts';

/** Gives the parameter of a Hugging Face name. The same name gives the same tensor, so that tied weights are one. */
export interface Parameters {
  (name: string, shape: readonly number[]): Tensor;
  /** Multiplies rows with a weight that is kept in a form of its own, such as int8; left out: as it is. */
  readonly multiply?: Multiply | undefined;
}

/** [.., from] × weight → [.., to] */
export type Multiply = (input: Tensor, weight: Weight) => Tensor;

/** A matrix of the checkpoint and which way round it is stored. */
export interface Weight extends Place {
  readonly stored: 'from-to' | 'to-from';
}

/** The parameters below a prefix. */
export function under(parameters: Parameters, prefix: string): Parameters {
  const named = (name: string, shape: readonly number[]) => parameters(`${prefix}${name}`, shape);
  const { multiply: own } = parameters;
  if (!own) return named;
  const prefixed: Multiply = (input, weight) => own(input, { ...weight, name: `${prefix}${weight.name}` });
  return Object.assign(named, { multiply: prefixed });
}

/** Rows times a weight, in whatever form the parameters keep it. */
export function multiply(parameters: Parameters, input: Tensor, weight: Weight): Tensor {
  if (parameters.multiply) return parameters.multiply(input, weight);
  const { name, from, to, stored } = weight;
  if (stored === 'from-to') return matmul(input, parameters(name, [from, to]));
  return matmul(input, parameters(name, [to, from]), { transposeB: true });
}

/** Replaces a share (`rate`) of the elements by 0 and scales the others up. Given in training only. */
export type Dropout = (tensor: Tensor, rate: number) => Tensor;

export const noDropout: Dropout = (tensor) => tensor;

/** Keys and values of one layer, each [batch, heads, length, head width]. */
export interface KeyValue {
  readonly key: Tensor;
  readonly value: Tensor;
}

/** GPT's `Conv1D`: the weight is stored [from, to]. */
export function conv1d(parameters: Parameters, input: Tensor, at: Place): Tensor {
  const product = multiply(parameters, input, { ...at, name: `${at.name}.weight`, stored: 'from-to' });
  return add(product, parameters(`${at.name}.bias`, [at.to]));
}

/** `nn.Linear` with bias: the weight is stored [to, from]. */
export function linear(parameters: Parameters, input: Tensor, at: Place): Tensor {
  return add(project(parameters, input, at), parameters(`${at.name}.bias`, [at.to]));
}

/** `nn.Linear` without bias. */
export function project(parameters: Parameters, input: Tensor, at: Place): Tensor {
  return multiply(parameters, input, { ...at, name: `${at.name}.weight`, stored: 'to-from' });
}

export interface Place {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export interface Norm {
  readonly name: string;
  readonly width: number;
  readonly epsilon: number;
}

export function normalise(parameters: Parameters, input: Tensor, { name, width, epsilon }: Norm): Tensor {
  const scale = parameters(`${name}.weight`, [width]);
  return layerNorm(input, { scale, bias: parameters(`${name}.bias`, [width]), epsilon });
}

/** T5's norm: neither a mean nor a bias. */
export function normaliseRms(parameters: Parameters, input: Tensor, { name, width, epsilon }: Norm): Tensor {
  return rmsNorm(input, { scale: parameters(`${name}.weight`, [width]), epsilon });
}

/** [batch, length, heads × width] → [batch, heads, length, width]. */
export function splitHeads(input: Tensor, heads: number, width: number): Tensor {
  return transpose(reshape(input, [0, 0, heads, width]), [0, 2, 1, 3]);
}

/** As `splitHeads`, of [batch × length, heads × width]; `places` are batch and length. */
export function splitFlatHeads(input: Tensor, places: readonly Dim[], [heads, width]: HeadSizes): Tensor {
  return transpose(reshape(input, [...places, heads, width]), [0, 2, 1, 3]);
}

export type HeadSizes = readonly [heads: number, width: number];

/** Keys and values with what is added to their scores, which broadcasts to [batch, heads, queries, keys]. */
export interface BiasedKeyValue extends KeyValue {
  readonly bias: Tensor;
}

/** Earlier tokens, known by their keys and values. */
export interface Past {
  /** A pair for each layer, each [batch, heads, past, head width]. */
  readonly layers: readonly KeyValue[];
  /** float32, broadcasts to [batch, heads, length, past]: 0, or very negative where a key is not seen. */
  readonly bias: Tensor;
  /** What all rows have before that and see whole: a pair for each layer, each [1, heads, common, head width]. */
  readonly common?: readonly KeyValue[] | undefined;
}

/** A layer's part of the past. */
export interface LayerPast extends BiasedKeyValue {
  readonly common?: KeyValue | undefined;
}

export function pastOf(past: Past | undefined, layer: number): LayerPast | undefined {
  const keys = past?.layers[layer];
  return past && keys && { ...keys, bias: past.bias, common: past.common?.[layer] };
}

/** The rows of [batch, length, width] at flat places (int64 [rows], row × length + place): [rows, width]. */
export function gatherRows(tensor: Tensor, rows: Tensor): Tensor {
  return gather(reshape(tensor, [-1, sizeAt(tensor.shape, 2)]), rows, 0);
}

export interface Attention extends BiasedKeyValue {
  /** [batch, heads, queries, head width] */
  readonly query: Tensor;
  /** More keys and values, from a cache: attended to where they lie, without joining the two. */
  readonly past?: LayerPast | undefined;
  /** Factor of the products, before the bias. */
  readonly scale: number;
  readonly dropProbabilities: (tensor: Tensor) => Tensor;
}

/** Scaled dot-product attention; gives [batch, queries, heads × head width]. */
export function attend(attention: Attention, width: number): Tensor {
  return reshape(attendByHeads(attention), [0, 0, width]);
}

/** As `attend`, with the heads apart: [batch, queries, heads, head width]. */
export function attendByHeads(attention: Attention): Tensor {
  const mixed = attention.past ? mixParts(attention, attention.past) : mixValues(attention);
  return transpose(mixed, [0, 2, 1, 3]);
}

function mixValues(attention: Attention): Tensor {
  const probabilities = attention.dropProbabilities(softmax(scoresOf(attention, attention), -1));
  return matmul(probabilities, attention.value);
}

/**
 * One softmax over all parts; only scores are joined and cut, which are small beside keys and values. Queries are scaled
 * beforehand: products of a single query with a factor of their own take twice the time.
 */
function mixParts(attention: Attention, past: LayerPast): Tensor {
  const query = attention.scale === 1 ? attention.query : mul(attention.query, attention.scale);
  const parts: readonly (KeyValue & { readonly bias?: Tensor })[] = [
    ...(past.common ? [past.common] : []),
    past,
    attention,
  ];
  const scores = parts.map((keys) => scoresOf({ query, scale: 1 }, keys));
  const probabilities = attention.dropProbabilities(softmax(concat(scores, 3), -1));
  const shares = split(
    probabilities,
    3,
    parts.map(({ key }) => sizeAt(key.shape, 2)),
  );
  return parts
    .map(({ value }, part) => matmul(shares[part] as Tensor, value))
    .reduce((sum, mixed) => add(sum, mixed));
}

function scoresOf(
  { query, scale }: Pick<Attention, 'query' | 'scale'>,
  { key, bias }: KeyValue & { readonly bias?: Tensor },
): Tensor {
  const scores = matmul(query, key, { transposeB: true, scale });
  return bias ? add(scores, bias) : scores;
}

const activations: Readonly<Record<string, (input: Tensor) => Tensor>> = {
  gelu,
  gelu_new: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  relu,
  silu,
  swish: silu,
  tanh,
};

/** The activation of a Hugging Face name. */
export function activation(name: string): (input: Tensor) => Tensor {
  const found = Object.hasOwn(activations, name) ? activations[name] : undefined;
  if (found) return found;
  throw new WorkbenchError(
    'bad-input',
    `The activation "${name}" in config.json is not known; known are ${Object.keys(activations).join(', ')}.`,
  );
}
