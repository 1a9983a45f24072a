import type { Tensor } from '../graph.ts';
import { normaliseAxes, productOfSizes } from '../shapes.ts';
import { isFloat, one, type ReduceOperator, rawExpand, rawReduce, shapeTensor } from './broadcasting.ts';
import { cast, equal } from './comparison.ts';
import { div, mul } from './elementwise.ts';
import { unsqueeze } from './layout.ts';

export interface ReduceOptions {
  /** the axes to reduce; all where none are given */
  readonly axes?: number | readonly number[];
  /** keep reduced axes, with size 1 */
  readonly keepDims?: boolean;
}

export function reduceSum(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduce('ReduceSum', x, { ...options, rule: (g) => rawExpand(g, x.shape) });
}

export function reduceMean(x: Tensor, options: ReduceOptions = {}): Tensor {
  const axes = normaliseAxes('ReduceMean', options.axes, x.shape);
  const count = productOfSizes(axes.map((axis) => x.shape[axis] ?? 1));
  return reduce('ReduceMean', x, {
    ...options,
    rule: (g) => rawExpand(div(g, typeof count === 'number' ? count : countAt(x, axes)), x.shape),
  });
}

/** The number of elements over axes of which some have named sizes, as a float scalar. */
function countAt(x: Tensor, axes: readonly number[]): Tensor {
  const sizes = shapeTensor(
    x.graph,
    axes.map((axis) => x.shape[axis] ?? 1),
  );
  const product = one(x.graph, 'ReduceProd', {
    inputs: [sizes],
    outputs: [{ dtype: 'int64', shape: [] }],
    attributes: { keepdims: { int: 0 } },
  });
  return cast(product, x.dtype);
}

/** The largest value; where several are equally large they share the gradient, as in PyTorch's `amax`. */
export function reduceMax(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduce('ReduceMax', x, {
    ...options,
    rule: (g, kept) => {
      const largest = cast(equal(x, kept), x.dtype);
      const count = rawReduce('ReduceSum', largest, { axes: options.axes, keepDims: true });
      return mul(largest, div(g, count));
    },
  });
}

interface Rule extends ReduceOptions {
  /** the gradient of `x` from that of the result and the result, both with reduced axes kept */
  readonly rule: (gradient: Tensor, kept: Tensor) => Tensor;
}

function reduce(op: ReduceOperator, x: Tensor, { axes, keepDims, rule }: Rule): Tensor {
  const places = normaliseAxes(op, axes, x.shape);
  const keep = (y: Tensor) => (keepDims || places.length === 0 ? y : unsqueeze(y, places));
  const raw = rawReduceShape(x, places, keepDims ?? false);
  const out: Tensor = one(x.graph, op, {
    ...raw,
    derivative: !isFloat(x) ? undefined : ([g]) => [g === undefined ? undefined : rule(keep(g), keep(out))],
  });
  return out;
}

function rawReduceShape(x: Tensor, axes: readonly number[], keepDims: boolean) {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  return {
    inputs: [x, x.graph.constant(axes, [axes.length], 'int64')],
    outputs: [{ dtype: x.dtype, shape: keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis)) }],
    attributes: { keepdims: { int: keepDims ? 1 : 0 }, noop_with_empty_axes: { int: 1 } },
  };
}
