import type { Graph, Tensor } from '../graph.ts';
import { type Dim, normaliseAxes } from '../shapes.ts';

/** Building blocks of operators and derivatives; they have no derivative themselves. */

/** Sizes as an int64 vector: a constant, or read from values that have the named sizes at run time. */
export function shapeTensor(graph: Graph, shape: readonly Dim[]): Tensor {
  return graph.shared(`shape ${JSON.stringify(shape)}`, () => {
    if (shape.every((size): size is number => typeof size === 'number'))
      return graph.constant(shape, [shape.length], 'int64');
    const pieces = shape.map((size) =>
      typeof size === 'number' ? graph.constant([size], [1], 'int64') : sizeTensor(graph, size),
    );
    const [only] = pieces;
    if (pieces.length === 1 && only !== undefined) return only;
    return one(graph, 'Concat', {
      inputs: pieces,
      outputs: [{ dtype: 'int64', shape: [shape.length] }],
      attributes: { axis: { int: 0 } },
    });
  });
}

function sizeTensor(graph: Graph, name: string): Tensor {
  return graph.shared(`size ${name}`, () => {
    const { tensor, axis } = graph.sizeSource(name);
    return one(graph, 'Shape', {
      inputs: [tensor],
      outputs: [{ dtype: 'int64', shape: [1] }],
      attributes: { start: { int: axis }, end: { int: axis + 1 } },
    });
  });
}

/** Adds a node with one output and returns that. */
export function one(graph: Graph, op: string, emission: Parameters<Graph['emit']>[1]): Tensor {
  const [output] = graph.emit(op, emission);
  if (output === undefined) throw new Error(`${op} was given no output`);
  return output;
}

/** Int64 vector of axes, as the operators since opset 13 take them. */
export function axesTensor(graph: Graph, axes: readonly number[]): Tensor {
  return graph.constant(axes, [axes.length], 'int64');
}

export type ReduceOperator = 'ReduceSum' | 'ReduceMean' | 'ReduceMax' | 'ReduceMin';

/** A reduction over axes (all where none are given), without a derivative. */
export function rawReduce(
  op: ReduceOperator,
  x: Tensor,
  options: {
    readonly axes?: number | readonly number[] | undefined;
    readonly keepDims?: boolean | undefined;
  },
): Tensor {
  const axes = normaliseAxes(op, options.axes, x.shape);
  const shape = options.keepDims
    ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : x.shape.filter((_, axis) => !axes.includes(axis));
  return one(x.graph, op, {
    inputs: [x, axesTensor(x.graph, axes)],
    outputs: [{ dtype: x.dtype, shape }],
    attributes: { keepdims: { int: options.keepDims ? 1 : 0 }, noop_with_empty_axes: { int: 1 } },
  });
}

/** The gradient of a broadcast operand: summed over the axes along which it was repeated. */
export function sumTo(gradient: Tensor, like: Tensor): Tensor {
  const extra = gradient.shape.length - like.shape.length;
  const repeated = like.shape.flatMap((size, axis) =>
    size === 1 && gradient.shape[axis + extra] !== 1 ? [axis + extra] : [],
  );
  const leading = Array.from({ length: extra }, (_, axis) => axis);
  if (repeated.length === 0)
    return extra === 0 ? gradient : rawReduce('ReduceSum', gradient, { axes: leading });
  const summed = rawReduce('ReduceSum', gradient, { axes: [...leading, ...repeated], keepDims: true });
  return extra === 0 ? summed : rawReshape(summed, like.shape);
}

export function rawReshape(x: Tensor, shape: readonly Dim[]): Tensor {
  const named = shape.filter((size) => typeof size === 'string').length;
  // One named size needs no reading at run time: it is what is left.
  const target =
    named === 1 && !shape.includes(0)
      ? axesTensor(
          x.graph,
          shape.map((size) => (typeof size === 'string' ? -1 : size)),
        )
      : shapeTensor(x.graph, shape);
  return one(x.graph, 'Reshape', {
    inputs: [x, target],
    outputs: [{ dtype: x.dtype, shape }],
    attributes: { allowzero: { int: shape.includes(0) ? 1 : 0 } },
  });
}

/** Repeats along axes of size 1 (or new leading axes) until the shape is reached. */
export function rawExpand(x: Tensor, shape: readonly Dim[]): Tensor {
  if (x.shape.length === shape.length && x.shape.every((size, axis) => size === shape[axis])) return x;
  return one(x.graph, 'Expand', {
    inputs: [x, shapeTensor(x.graph, shape)],
    outputs: [{ dtype: x.dtype, shape }],
  });
}

/** float32 zeros of a value's shape. */
export function zerosLike(x: Tensor): Tensor {
  return rawExpand(x.graph.constant(0, [], x.dtype), x.shape);
}

export function isFloat({ dtype }: Tensor): boolean {
  return dtype === 'float32' || dtype === 'float64';
}
