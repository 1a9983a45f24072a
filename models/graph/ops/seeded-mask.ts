import type { Tensor } from '../graph.ts';
import { type Dim, productOfSizes, ShapeError } from '../shapes.ts';
import { one, rawReshape, shapeTensor } from './broadcasting.ts';
import { greaterOrEqual } from './comparison.ts';
import { add, binary, div, mul, type Operand } from './elementwise.ts';

export interface SeededMask {
  /** int64 scalar, 0 or more: an input that changes with each step */
  readonly seed: Tensor;
  /** tells the masks of one graph apart; an integer of at least 0 */
  readonly stream: number;
  /** the probability of a 0 */
  readonly rate: number;
}

/**
 * A bool mask for `dropout` made inside the graph, so that a training step takes one seed instead of a mask for
 * every layer: each element hashes its place and a key of seed and stream. Sizes may be named.
 */
export function seededMask(shape: readonly Dim[], { seed, stream, rate }: SeededMask): Tensor {
  if (!(rate >= 0 && rate < 1)) throw new ShapeError('Dropout', `a rate of ${rate} is not in [0, 1)`);
  const { graph } = seed;
  const scalar = (value: number) => graph.constant(value, [], 'int64');
  const key = hash(xor(hash(bitAnd(seed)), hash(bitAnd(add(scalar(stream), 1)))));
  const sizes = shapeTensor(graph, shape);
  const count = one(graph, 'ReduceProd', {
    inputs: [sizes],
    outputs: [{ dtype: 'int64', shape: [] }],
    attributes: { keepdims: { int: 0 } },
  });
  const places = one(graph, 'Range', {
    inputs: [scalar(0), count, scalar(1)],
    outputs: [{ dtype: 'int64', shape: [productOfSizes(shape)] }],
  });
  return rawReshape(greaterOrEqual(hash(xor(places, key)), Math.round(rate * 2 ** 32)), shape);
}

/** `lowbias32` (Wellons 2018): 32 bits in, 32 well mixed bits out, in int64 so that no product is lost. */
function hash(x: Tensor): Tensor {
  const first = bitAnd(mul(xor(x, div(x, 2 ** 16)), 0x7feb352d));
  const second = bitAnd(mul(xor(first, div(first, 2 ** 15)), 0x846ca68b));
  return xor(second, div(second, 2 ** 16));
}

function xor(a: Tensor, b: Operand): Tensor {
  return binary('BitwiseXor', [a, b]);
}

function bitAnd(x: Tensor): Tensor {
  return binary('BitwiseAnd', [x, 0xffffffff]);
}
