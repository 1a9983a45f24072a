import type { Tensor } from '../graph.ts';
import { formatShape, productOfSizes, ShapeError, sizeAt } from '../shapes.ts';
import { one, rawReduce, rawReshape, shapeTensor } from './broadcasting.ts';
import { cast, equal, not, where } from './comparison.ts';
import { div, exp, maximum, mul, neg, sub } from './elementwise.ts';
import { gatherElements, scatterAdd } from './indexing.ts';
import { linearCrossEntropy } from './linear-cross-entropy.ts';
import { reduceSum } from './reduction.ts';

/** log softmax(x) along an axis. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  const out = rawLogSoftmax(x, axis, ([g]) => {
    if (g === undefined) return [];
    const total = rawReduce('ReduceSum', g, { axes: axis, keepDims: true });
    return [sub(g, mul(exp(out), total))];
  });
  return out;
}

function rawLogSoftmax(
  x: Tensor,
  axis: number,
  derivative?: Parameters<typeof one>[2]['derivative'],
): Tensor {
  return one(x.graph, 'LogSoftmax', {
    inputs: [x],
    outputs: [{ dtype: x.dtype, shape: x.shape }],
    attributes: { axis: { int: axis } },
    derivative,
  });
}

/** The label that PyTorch and Hugging Face leave out of a loss. */
export const ignoredLabel = -100;

/**
 * The log-probability of each int64 label under the softmax of its logits (shape of the labels); 0 where the
 * label is `ignoreIndex`. The gradient is found in few passes over the logits: onehot - softmax.
 */
export function labelLogProbabilities(logits: Tensor, labels: Tensor, ignoreIndex = ignoredLabel): Tensor {
  const leading = logits.shape.slice(0, -1);
  if (leading.length !== labels.shape.length || leading.some((size, axis) => size !== labels.shape[axis]))
    throw new ShapeError(
      'CrossEntropy',
      `logits ${formatShape(logits.shape)} and labels ${formatShape(labels.shape)} do not fit`,
    );
  const column = [productOfSizes(leading), 1] as const;
  const given = rawReshape(labels, column);
  const kept = not(equal(given, ignoreIndex));
  const index = where(kept, given, 0);
  const classes = sizeAt(logits.shape, logits.shape.length - 1);
  const all = rawLogSoftmax(rawReshape(logits, [column[0], classes]), -1);
  const picked = where(kept, gatherElements(all, index, 1), 0);
  return one(logits.graph, 'Reshape', {
    inputs: [picked, shapeTensor(logits.graph, labels.shape)],
    outputs: [{ dtype: 'float32', shape: labels.shape }],
    attributes: { allowzero: { int: labels.shape.includes(0) ? 1 : 0 } },
    sources: [logits],
    derivative: ([g]) => {
      if (g === undefined) return [];
      const weight = mul(rawReshape(g, column), cast(kept, 'float32'));
      const others = mul(exp(all), neg(weight));
      return [rawReshape(scatterAdd(others, index, { updates: weight, axis: 1 }), logits.shape)];
    },
  });
}

export interface CrossEntropyOptions {
  /** labels left out of the loss, -100 by default */
  readonly ignoreIndex?: number;
  /** the mean over the labels that are not ignored (default), or the sum */
  readonly reduction?: 'mean' | 'sum';
}

/**
 * Cross-entropy of logits [..., classes] against int64 labels [...], a scalar. Where every label is ignored
 * the mean is 0 (PyTorch: not a number), so that an empty batch changes nothing. Logits that come from a product with
 * a weight are made again for the labelled places alone (see `linearCrossEntropy`).
 */
export function crossEntropy(logits: Tensor, labels: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { ignoreIndex = ignoredLabel, reduction = 'mean' } = options;
  const total =
    linearCrossEntropy(logits, labels, ignoreIndex) ??
    neg(reduceSum(labelLogProbabilities(logits, labels, ignoreIndex)));
  if (reduction === 'sum') return total;
  const count = rawReduce('ReduceSum', cast(not(equal(labels, ignoreIndex)), 'float32'), {});
  return div(total, maximum(count, 1));
}
