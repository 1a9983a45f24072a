import { Graph, type Tensor } from '../graph/graph.ts';
import { crossEntropy, logSoftmax } from '../graph/ops/loss.ts';
import { layerNorm, rmsNorm } from '../graph/ops/normalisation.ts';
import { serialise } from '../graph/serialise.ts';
import { createSession, type SessionOptions } from '../runtime/session.ts';
import { compareOutput, type Nested } from './compare.ts';
import { compared, skipped, type VerificationLine } from './report.ts';

export interface NormAndLossGoldens {
  /** rows, and as `small_x_factor` times as large the rows of what is named `…_small_x_…` */
  readonly x: readonly (readonly number[])[];
  readonly small_x_factor?: number;
  readonly weight: readonly number[];
  readonly bias: readonly number[];
  readonly labels: readonly number[];
  readonly [quantity: string]: unknown;
}

interface Inputs {
  readonly x: Tensor;
  readonly small: Tensor;
  readonly scale: Tensor;
  readonly bias: Tensor;
  readonly labels: Tensor;
}

const given = new Set(['x', 'small_x_factor', 'weight', 'bias', 'labels', 'note']);

/** Layer norm, T5's RMS norm, cross-entropy and log-softmax as the graph computes them. */
export async function* verifyNormsAndLosses(
  name: string,
  golden: NormAndLossGoldens,
  options: SessionOptions = {},
): AsyncGenerator<VerificationLine> {
  const graph = new Graph();
  const width = golden.weight.length;
  const inputs: Inputs = {
    x: graph.input('x', 'float32', ['rows', width]),
    small: graph.input('small', 'float32', ['rows', width]),
    scale: graph.input('scale', 'float32', [width]),
    bias: graph.input('bias', 'float32', [width]),
    labels: graph.input('labels', 'int64', ['rows']),
  };
  const keys = Object.keys(golden).filter((key) => !given.has(key));
  for (const key of keys) {
    const value = quantityOf(key, inputs);
    if (value) graph.output(value, key);
  }
  const session = await createSession(serialise(graph, { weights: 'inputs' }), options);
  const found = await session.run(feedsOf(golden));
  await session.dispose();
  for (const key of keys) {
    const quantity = `losses_and_norms.${key}`;
    const tensor = found[key];
    yield tensor
      ? compared(name, quantity, compareOutput(tensor, golden[key] as Nested))
      : skipped(name, quantity, 'this quantity is not offered');
  }
}

function feedsOf({ x, small_x_factor: factor = 1, weight, bias, labels }: NormAndLossGoldens) {
  return {
    x: x.flat(),
    small: x.flat().map((value) => value * factor),
    scale: [...weight],
    bias: [...bias],
    labels: [...labels],
  };
}

function quantityOf(key: string, { x, small, scale, bias, labels }: Inputs): Tensor | undefined {
  const norm = /^(layer_norm|t5_rms_norm)(_small_x)?_eps([-+.\de]+)$/.exec(key);
  if (norm) {
    const of = norm[2] ? small : x;
    const epsilon = Number(norm[3]);
    return norm[1] === 'layer_norm'
      ? layerNorm(of, { scale, bias, epsilon })
      : rmsNorm(of, { scale, epsilon });
  }
  const reduction = /^cross_entropy_(mean|sum)$/.exec(key)?.[1];
  if (reduction) return crossEntropy(x, labels, { reduction: reduction as 'mean' | 'sum' });
  return key === 'log_softmax' ? logSoftmax(x) : undefined;
}
