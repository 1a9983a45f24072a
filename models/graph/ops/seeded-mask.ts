import type { Graph, Tensor } from '../graph.ts';
import { type Dim, productOfSizes, ShapeError } from '../shapes.ts';
import { one, rawReshape, shapeTensor } from './broadcasting.ts';
import { cast, greaterOrEqual } from './comparison.ts';
import { add, binary, div, mul, type Operand, sub } from './elementwise.ts';

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
 * every layer. Sizes may be named. Rows and columns are hashed with a key of seed and stream; an element mixes the
 * hashes of its row and column by two rounds of squaring modulo 2^32, whose upper bits decide: five cheap passes over
 * the elements, where a hash of each place would take a dozen.
 */
export function seededMask(shape: readonly Dim[], { seed, stream, rate }: SeededMask): Tensor {
  if (!(rate >= 0 && rate < 1)) throw new ShapeError('Dropout', `a rate of ${rate} is not in [0, 1)`);
  const { graph } = seed;
  const key = hash(xor(hash(bitAnd(seed)), hash(bitAnd(add(graph.constant(stream, [], 'int64'), 1)))));
  const leading = shape.slice(0, -1);
  const last = shape.at(-1) ?? 1;
  const rows = rawReshape(hash(xor(places(graph, leading), key)), [productOfSizes(leading), 1]);
  const columns = hash(xor(places(graph, [last]), hash(bitAnd(add(key, 1)))));
  const first = add(signed(rows), signed(columns));
  const second = add(mul(first, first), signed(hash(bitAnd(add(rows, 1)))));
  const threshold = Math.min(Math.round((rate - 0.5) * 2 ** 32), 2 ** 31 - 1);
  return rawReshape(greaterOrEqual(mul(second, second), threshold), shape);
}

/** 0, 1, 2, … up to the number of elements of a shape, int64. */
function places(graph: Graph, shape: readonly Dim[]): Tensor {
  const scalar = (value: number) => graph.constant(value, [], 'int64');
  const count = one(graph, 'ReduceProd', {
    inputs: [shapeTensor(graph, shape)],
    outputs: [{ dtype: 'int64', shape: [] }],
    attributes: { keepdims: { int: 0 } },
  });
  return one(graph, 'Range', {
    inputs: [scalar(0), count, scalar(1)],
    outputs: [{ dtype: 'int64', shape: [productOfSizes(shape)] }],
  });
}

/** 32 bits of an int64 as an int32, whose products are modulo 2^32. */
function signed(x: Tensor): Tensor {
  return cast(sub(x, 2 ** 31), 'int32');
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
