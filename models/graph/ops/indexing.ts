import type { Tensor } from '../graph.ts';
import { type Dim, formatShape, normaliseAxis, productOfSizes, ShapeError, sizeAt } from '../shapes.ts';
import { isFloat, one, rawExpand, rawReshape, shapeTensor, zerosLike } from './broadcasting.ts';

/** The slices of `x` along an axis (the first by default) that int64 indices of any shape name. */
export function gather(x: Tensor, indices: Tensor, axis = 0): Tensor {
  const place = normaliseAxis('Gather', axis, x.shape);
  checkIndices('Gather', indices);
  return one(x.graph, 'Gather', {
    inputs: [x, indices],
    outputs: [
      { dtype: x.dtype, shape: [...x.shape.slice(0, place), ...indices.shape, ...x.shape.slice(place + 1)] },
    ],
    attributes: { axis: { int: place } },
    derivative: !isFloat(x)
      ? undefined
      : ([g]) => [g === undefined ? undefined : scatterBack(g, indices, { x, place })],
  });
}

/**
 * Each slice's gradients summed where the slice was used. ScatterElements adds one index after the other;
 * ScatterND would do so on several threads at once and lose sums where an index comes twice.
 */
function scatterBack(g: Tensor, indices: Tensor, { x, place }: { x: Tensor; place: number }): Tensor {
  const count = productOfSizes(indices.shape);
  const before = x.shape.slice(0, place);
  const after = x.shape.slice(place + 1);
  const rows: readonly Dim[] = [...before, count, ...after];
  const column = rawReshape(indices, [...before.map(() => 1), count, ...after.map(() => 1)]);
  return scatterAdd(zerosLike(x), rawExpand(column, rows), { updates: rawReshape(g, rows), axis: place });
}

/** `x` with `updates` added at int64 indices along an axis; indices and updates have one shape, of x's rank. */
export function scatterAdd(
  x: Tensor,
  indices: Tensor,
  { updates, axis }: { readonly updates: Tensor; readonly axis: number },
): Tensor {
  const place = normaliseAxis('ScatterElements', axis, x.shape);
  checkIndices('ScatterElements', indices);
  checkSameRank('ScatterElements', x, indices);
  if (
    updates.shape.some((size, i) => size !== indices.shape[i]) ||
    updates.shape.length !== indices.shape.length
  )
    throw new ShapeError(
      'ScatterElements',
      `indices ${formatShape(indices.shape)} and updates ${formatShape(updates.shape)} differ`,
    );
  return one(x.graph, 'ScatterElements', {
    inputs: [x, indices, updates],
    outputs: [{ dtype: x.dtype, shape: x.shape }],
    attributes: { axis: { int: place }, reduction: { string: 'add' } },
    derivative: !isFloat(x)
      ? undefined
      : ([g]) => (g === undefined ? [] : [g, undefined, gatherElements(g, indices, place)]),
  });
}

/** One element of `x` along an axis for each int64 index; indices have x's rank. */
export function gatherElements(x: Tensor, indices: Tensor, axis: number): Tensor {
  const place = normaliseAxis('GatherElements', axis, x.shape);
  checkIndices('GatherElements', indices);
  checkSameRank('GatherElements', x, indices);
  return one(x.graph, 'GatherElements', {
    inputs: [x, indices],
    outputs: [{ dtype: x.dtype, shape: indices.shape }],
    attributes: { axis: { int: place } },
    derivative: !isFloat(x)
      ? undefined
      : ([g]) => [
          g === undefined ? undefined : scatterAdd(zerosLike(x), indices, { updates: g, axis: place }),
        ],
  });
}

function checkIndices(op: string, indices: Tensor): void {
  if (indices.dtype !== 'int64' && indices.dtype !== 'int32')
    throw new ShapeError(op, `indices are ${indices.dtype}, not int64`);
}

function checkSameRank(op: string, x: Tensor, indices: Tensor): void {
  if (x.shape.length !== indices.shape.length)
    throw new ShapeError(
      op,
      `${formatShape(x.shape)} and indices ${formatShape(indices.shape)} differ in rank`,
    );
}

/** float32 rows with `on` at the int64 index and `off` elsewhere, along a new last axis of size `depth`. */
export function oneHot(
  indices: Tensor,
  depth: number,
  { on = 1, off = 0 }: { readonly on?: number; readonly off?: number } = {},
): Tensor {
  checkIndices('OneHot', indices);
  const { graph } = indices;
  return one(graph, 'OneHot', {
    inputs: [indices, graph.constant(depth, [], 'int64'), graph.constant([off, on], [2])],
    outputs: [{ dtype: 'float32', shape: [...indices.shape, depth] }],
    attributes: { axis: { int: -1 } },
  });
}

/** The int64 position of the (first) largest value along an axis. */
export function argMax(x: Tensor, axis = -1): Tensor {
  const place = normaliseAxis('ArgMax', axis, x.shape);
  return one(x.graph, 'ArgMax', {
    inputs: [x],
    outputs: [{ dtype: 'int64', shape: x.shape.toSpliced(place, 1) }],
    attributes: { axis: { int: place }, keepdims: { int: 0 } },
  });
}

/**
 * The k largest values along the last axis, largest first, and their int64 positions. As a tensor (int64 [1]), k is told
 * at run time and is at most the axis's size.
 */
export function topK(x: Tensor, k: number | Tensor): { readonly values: Tensor; readonly indices: Tensor } {
  const last = sizeAt(x.shape, x.shape.length - 1);
  if (typeof k === 'number' && typeof last === 'number' && k > last)
    throw new ShapeError('TopK', `k = ${k} is more than the last axis of ${formatShape(x.shape)}`);
  const shape = x.shape.with(-1, typeof k === 'number' ? k : k.name);
  const emitted: Tensor[] = x.graph.emit('TopK', {
    inputs: [x, typeof k === 'number' ? x.graph.constant([k], [1], 'int64') : k],
    outputs: [
      { dtype: x.dtype, shape },
      { dtype: 'int64', shape },
    ],
    attributes: { axis: { int: -1 }, largest: { int: 1 }, sorted: { int: 1 } },
    derivative: !isFloat(x)
      ? undefined
      : ([g]) => [g === undefined ? undefined : scatterAdd(zerosLike(x), indices, { updates: g, axis: -1 })],
  });
  const [values, indices] = emitted as [Tensor, Tensor];
  return { values, indices };
}

/** 0, 1, 2, … up to a size, int64: positions along an axis, also where its size is known at run time only. */
export function positions(like: Tensor, axis: number): Tensor {
  const { graph } = like;
  const size = sizeAt(like.shape, normaliseAxis('Range', axis, like.shape));
  if (typeof size === 'number')
    return graph.constant(
      Array.from({ length: size }, (_, i) => i),
      [size],
      'int64',
    );
  const scalar = (value: number) => graph.constant(value, [], 'int64');
  const limit = rawReshape(shapeTensor(graph, [size]), []);
  return one(graph, 'Range', {
    inputs: [scalar(0), limit, scalar(1)],
    outputs: [{ dtype: 'int64', shape: [size] }],
  });
}
