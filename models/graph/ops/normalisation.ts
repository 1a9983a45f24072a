import type { Tensor } from '../graph.ts';
import { formatShape, ShapeError, sizeAt } from '../shapes.ts';
import { one, rawReduce, sumTo } from './broadcasting.ts';
import { mul, sub } from './elementwise.ts';

export interface LayerNormParameters {
  readonly scale: Tensor;
  readonly bias: Tensor;
  /** added to the variance */
  readonly epsilon: number;
}

/** (x - mean) / √(variance + ε) · scale + bias over the last axis, with the population variance. */
export function layerNorm(x: Tensor, { scale, bias, epsilon }: LayerNormParameters): Tensor {
  checkVector('LayerNormalization', x, scale);
  checkVector('LayerNormalization', x, bias);
  const perRow = { dtype: x.dtype, shape: x.shape.with(-1, 1) };
  const emitted: Tensor[] = x.graph.emit('LayerNormalization', {
    inputs: [x, scale, bias],
    outputs: [{ dtype: x.dtype, shape: x.shape }, perRow, perRow],
    requiredOutputs: 1,
    attributes: { axis: { int: -1 }, epsilon: { float: epsilon } },
    derivative: ([g]) => {
      if (g === undefined) return [];
      const normal = mul(sub(x, mean), deviation);
      const scaled = mul(g, scale);
      const centred = sub(scaled, rowMean(scaled));
      const gx = mul(sub(centred, mul(normal, rowMean(mul(scaled, normal)))), deviation);
      return [gx, sumTo(mul(g, normal), scale), sumTo(g, bias)];
    },
  });
  const [out, mean, deviation] = emitted as [Tensor, Tensor, Tensor];
  return out;
}

/** x / √(mean of squares + ε) · scale over the last axis: T5's layer norm, without mean and bias. */
export function rmsNorm(x: Tensor, { scale, epsilon }: Omit<LayerNormParameters, 'bias'>): Tensor {
  checkVector('RMS norm', x, scale);
  const emitted: Tensor[] = x.graph.emit('SimplifiedLayerNormalization', {
    inputs: [x, scale],
    outputs: [
      { dtype: x.dtype, shape: x.shape },
      { dtype: x.dtype, shape: x.shape.with(-1, 1) },
    ],
    requiredOutputs: 1,
    attributes: { axis: { int: -1 }, epsilon: { float: epsilon } },
    derivative: ([g]) => {
      if (g === undefined) return [];
      const normal = mul(x, deviation);
      const scaled = mul(g, scale);
      const gx = mul(sub(scaled, mul(normal, rowMean(mul(scaled, normal)))), deviation);
      return [gx, sumTo(mul(g, normal), scale)];
    },
  });
  const [out, deviation] = emitted as [Tensor, Tensor];
  return out;
}

function rowMean(x: Tensor): Tensor {
  return rawReduce('ReduceMean', x, { axes: -1, keepDims: true });
}

function checkVector(op: string, x: Tensor, vector: Tensor): void {
  if (
    x.shape.length < 1 ||
    vector.shape.length !== 1 ||
    vector.shape[0] !== sizeAt(x.shape, x.shape.length - 1)
  )
    throw new ShapeError(
      op,
      `a vector of shape ${formatShape(vector.shape)} does not fit the last axis of ${formatShape(x.shape)}`,
    );
}

/** exp(x) / Σ exp(x) along an axis. */
export function softmax(x: Tensor, axis = -1): Tensor {
  const out: Tensor = one(x.graph, 'Softmax', {
    inputs: [x],
    outputs: [{ dtype: x.dtype, shape: x.shape }],
    attributes: { axis: { int: axis } },
    derivative: ([g]) => {
      if (g === undefined) return [];
      const total = rawReduce('ReduceSum', mul(g, out), { axes: axis, keepDims: true });
      return [mul(out, sub(g, total))];
    },
  });
  return out;
}
