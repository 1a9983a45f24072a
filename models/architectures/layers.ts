import { WorkbenchError } from '#lib/errors.ts';
import type { Tensor } from '../graph/graph.ts';
import { gelu, geluTanh, relu, silu } from '../graph/ops/activation.ts';
import { add, tanh } from '../graph/ops/elementwise.ts';
import { concat, reshape, transpose } from '../graph/ops/layout.ts';
import { matmul } from '../graph/ops/matmul.ts';
import { layerNorm, rmsNorm, softmax } from '../graph/ops/normalisation.ts';

/** Gives the parameter of a Hugging Face name. The same name gives the same tensor, so that tied weights are one. */
export type Parameters = (name: string, shape: readonly number[]) => Tensor;

/** The parameters below a prefix. */
export function under(parameters: Parameters, prefix: string): Parameters {
  return (name, shape) => parameters(`${prefix}${name}`, shape);
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
  const weight = parameters(`${at.name}.weight`, [at.from, at.to]);
  return add(matmul(input, weight), parameters(`${at.name}.bias`, [at.to]));
}

/** `nn.Linear` with bias: the weight is stored [to, from]. */
export function linear(parameters: Parameters, input: Tensor, at: Place): Tensor {
  return add(project(parameters, input, at), parameters(`${at.name}.bias`, [at.to]));
}

/** `nn.Linear` without bias. */
export function project(parameters: Parameters, input: Tensor, at: Place): Tensor {
  return matmul(input, parameters(`${at.name}.weight`, [at.to, at.from]), { transposeB: true });
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

export interface Attention extends KeyValue {
  /** [batch, heads, queries, head width] */
  readonly query: Tensor;
  /** Added to the scores; must broadcast to [batch, heads, queries, keys]. */
  readonly bias: Tensor;
  /** Factor of the products, before the bias. */
  readonly scale: number;
  readonly dropProbabilities: (tensor: Tensor) => Tensor;
}

/** Scaled dot-product attention; gives [batch, queries, heads × head width]. */
export function attend(
  { query, key, value, bias, scale, dropProbabilities }: Attention,
  width: number,
): Tensor {
  const scores = add(matmul(query, key, { transposeB: true, scale }), bias);
  const mixed = matmul(dropProbabilities(softmax(scores, -1)), value);
  return reshape(transpose(mixed, [0, 2, 1, 3]), [0, 0, width]);
}

/** The keys and values seen before, where there are any, and then the new ones. */
export function withPast(past: KeyValue | undefined, present: KeyValue): KeyValue {
  if (!past) return present;
  return { key: concat([past.key, present.key], 2), value: concat([past.value, present.value], 2) };
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
