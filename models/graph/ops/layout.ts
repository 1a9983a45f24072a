import type { Tensor } from '../graph.ts';
import {
  broadcastShapes,
  type Dim,
  formatShape,
  normaliseAxes,
  normaliseAxis,
  productOfSizes,
  quotientOfSizes,
  ShapeError,
  sizeAt,
  sumSizes,
} from '../shapes.ts';
import { axesTensor, isFloat, one, shapeTensor, sumTo, zerosLike } from './broadcasting.ts';

/** The axes in another order; without one, the last two exchanged. */
export function transpose(x: Tensor, order?: readonly number[]): Tensor {
  const rank = x.shape.length;
  const perm = order?.map((axis) => normaliseAxis('Transpose', axis, x.shape)) ?? [
    ...Array.from({ length: rank - 2 }, (_, axis) => axis),
    rank - 1,
    rank - 2,
  ];
  if (rank < 2 || perm.length !== rank || new Set(perm).size !== rank)
    throw new ShapeError('Transpose', `order [${perm.join(', ')}] is none of shape ${formatShape(x.shape)}`);
  const inverse = perm.map((_, axis) => perm.indexOf(axis));
  return one(x.graph, 'Transpose', {
    inputs: [x],
    outputs: [{ dtype: x.dtype, shape: perm.map((axis) => sizeAt(x.shape, axis)) }],
    attributes: { perm: { ints: perm } },
    derivative: ([g]) => [g === undefined ? undefined : transpose(g, inverse)],
  });
}

/** The same values in another shape: 0 copies the size of that axis, -1 (once) is what is left, names carry over. */
export function reshape(x: Tensor, shape: readonly Dim[]): Tensor {
  const fail = () =>
    new ShapeError('Reshape', `${formatShape(x.shape)} cannot take shape ${formatShape(shape)}`);
  const copied = shape.map((size, axis) => {
    if (size !== 0) return size;
    const kept = x.shape[axis];
    if (kept === undefined) throw fail();
    return kept;
  });
  const open = copied.filter((size) => size === -1).length;
  const known = copied.filter((size) => size !== -1);
  const rest = quotientOfSizes(x.shape, known);
  if (open > 1 || (open === 1 && rest === undefined)) throw fail();
  const target = copied.map((size) => (size === -1 && rest !== undefined ? rest : size));
  if (productOfSizes(target) !== productOfSizes(x.shape)) throw fail();
  return reshapeTo(x, target);
}

function reshapeTo(x: Tensor, shape: readonly Dim[]): Tensor {
  const named = shape.filter((size) => typeof size === 'string');
  const inPlace = shape.map((size, axis) => (typeof size === 'string' && x.shape[axis] === size ? 0 : size));
  const left = inPlace.filter((size) => typeof size === 'string').length;
  // Sizes that keep their place are copied (0) and one more is left (-1): nothing is read at run time.
  const constant = named.length > 0 && left <= 1 && !shape.includes(0);
  const target = constant
    ? axesTensor(
        x.graph,
        inPlace.map((size) => (typeof size === 'string' ? -1 : size)),
      )
    : shapeTensor(x.graph, shape);
  return one(x.graph, 'Reshape', {
    inputs: [x, target],
    outputs: [{ dtype: x.dtype, shape }],
    attributes: { allowzero: { int: shape.includes(0) ? 1 : 0 } },
    derivative: ([g]) => [g === undefined ? undefined : reshapeTo(g, x.shape)],
  });
}

/** New axes of size 1 at these places of the result. */
export function unsqueeze(x: Tensor, axes: number | readonly number[]): Tensor {
  const list = typeof axes === 'number' ? [axes] : axes;
  const rank = x.shape.length + list.length;
  const places = normaliseAxes(
    'Unsqueeze',
    list,
    Array.from({ length: rank }, () => 1),
  );
  const shape: Dim[] = [...x.shape];
  for (const place of places) shape.splice(place, 0, 1);
  return one(x.graph, 'Unsqueeze', {
    inputs: [x, axesTensor(x.graph, places)],
    outputs: [{ dtype: x.dtype, shape }],
    derivative: ([g]) => [g === undefined ? undefined : squeeze(g, places)],
  });
}

/** Takes axes of size 1 away. */
export function squeeze(x: Tensor, axes: number | readonly number[]): Tensor {
  const places = normaliseAxes('Squeeze', axes, x.shape);
  if (places.some((axis) => x.shape[axis] !== 1))
    throw new ShapeError('Squeeze', `axes [${places.join(', ')}] of ${formatShape(x.shape)} are not all 1`);
  return one(x.graph, 'Squeeze', {
    inputs: [x, axesTensor(x.graph, places)],
    outputs: [{ dtype: x.dtype, shape: x.shape.filter((_, axis) => !places.includes(axis)) }],
    derivative: ([g]) => [g === undefined ? undefined : unsqueeze(g, places)],
  });
}

/** Repeats axes of size 1 (and new leading ones) up to a shape. */
export function expand(x: Tensor, shape: readonly Dim[]): Tensor {
  const full = broadcastShapes('Expand', x.shape, shape);
  if (full.length !== shape.length || full.some((size, axis) => size !== shape[axis]))
    throw new ShapeError('Expand', `${formatShape(x.shape)} cannot be repeated to ${formatShape(shape)}`);
  return one(x.graph, 'Expand', {
    inputs: [x, shapeTensor(x.graph, shape)],
    outputs: [{ dtype: x.dtype, shape }],
    derivative: !isFloat(x) ? undefined : ([g]) => [g === undefined ? undefined : sumTo(g, x)],
  });
}

/** Joins tensors along an axis; all other sizes must be equal. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const [first] = parts;
  if (first === undefined) throw new ShapeError('Concat', 'there is nothing to join');
  const place = normaliseAxis('Concat', axis, first.shape);
  for (const part of parts) {
    const fits =
      part.dtype === first.dtype &&
      part.shape.length === first.shape.length &&
      part.shape.every((size, i) => i === place || size === first.shape[i]);
    if (!fits)
      throw new ShapeError(
        'Concat',
        `shapes ${formatShape(first.shape)} and ${formatShape(part.shape)} do not join along axis ${axis}`,
      );
  }
  const sizes = parts.map((part) => sizeAt(part.shape, place));
  return one(first.graph, 'Concat', {
    inputs: parts,
    outputs: [{ dtype: first.dtype, shape: first.shape.with(place, sumSizes(sizes)) }],
    attributes: { axis: { int: place } },
    derivative: !isFloat(first) ? undefined : ([g]) => (g === undefined ? [] : split(g, place, sizes)),
  });
}

/** Cuts a tensor along an axis into parts of these sizes, whose sum is the axis's. */
export function split(x: Tensor, axis: number, sizes: readonly Dim[]): Tensor[] {
  const place = normaliseAxis('Split', axis, x.shape);
  if (sumSizes(sizes) !== x.shape[place])
    throw new ShapeError(
      'Split',
      `sizes ${formatShape(sizes)} do not make up axis ${axis} of ${formatShape(x.shape)}`,
    );
  const outputs: Tensor[] = x.graph.emit('Split', {
    inputs: [x, shapeTensor(x.graph, sizes)],
    outputs: sizes.map((size) => ({ dtype: x.dtype, shape: x.shape.with(place, size) })),
    attributes: { axis: { int: place } },
    derivative: !isFloat(x)
      ? undefined
      : (gradients) => [
          concat(
            outputs.map((output, i) => gradients[i] ?? zerosLike(output)),
            place,
          ),
        ],
  });
  return outputs;
}

export interface Range {
  readonly axis: number;
  /** negative: from the end */
  readonly start?: number;
  /** exclusive; negative: from the end; left out: up to the end */
  readonly end?: number;
}

/** A stretch along an axis. On an axis of a named size give the result's name with `size`. */
export function slice(x: Tensor, range: Range & { readonly size?: Dim }): Tensor {
  const axis = normaliseAxis('Slice', range.axis, x.shape);
  const { start = 0, end = Number.MAX_SAFE_INTEGER } = range;
  const whole = sizeAt(x.shape, axis);
  const size = range.size ?? sliceSize(x, { axis: range.axis, start, end });
  const int64 = (value: number) => x.graph.constant([value], [1], 'int64');
  const out: Tensor = one(x.graph, 'Slice', {
    inputs: [x, int64(start), int64(end), int64(axis)],
    outputs: [{ dtype: x.dtype, shape: x.shape.with(axis, size) }],
    derivative: !isFloat(x)
      ? undefined
      : ([g]) => [g === undefined ? undefined : padBack(g, x, { axis, start, whole })],
  });
  return out;
}

function sliceSize(x: Tensor, { axis, start, end }: Required<Range>): Dim {
  const whole = sizeAt(x.shape, normaliseAxis('Slice', axis, x.shape));
  const fromEnd = (value: number, total: number) => Math.min(value < 0 ? value + total : value, total);
  if (typeof whole === 'number') {
    const size = fromEnd(end, whole) - fromEnd(start, whole);
    if (size >= 0 && fromEnd(start, whole) >= 0) return size;
    throw new ShapeError('Slice', `[${start}, ${end}) is outside axis ${axis} of ${formatShape(x.shape)}`);
  }
  if (start === 0 && end === Number.MAX_SAFE_INTEGER) return whole;
  // Counted from one end only, the size does not depend on the whole (which must be long enough).
  if (start >= 0 && end >= start && end !== Number.MAX_SAFE_INTEGER) return end - start;
  if (start < 0 && end === Number.MAX_SAFE_INTEGER) return -start;
  if (start < 0 && end < 0 && end >= start) return end - start;
  return `(${whole}${end < 0 ? end : ''}-${start})`;
}

/** Zeros on both sides of a slice's gradient, up to the whole. */
function padBack(g: Tensor, x: Tensor, range: { axis: number; start: number; whole: Dim }): Tensor {
  const { axis, start, whole } = range;
  const { graph } = x;
  const size = shapeTensor(graph, [sizeAt(g.shape, axis)]);
  const total = shapeTensor(graph, [whole]);
  const vector = { dtype: 'int64', shape: [1] } as const;
  const number = graph.constant([start], [1], 'int64');
  const before = start >= 0 ? number : one(graph, 'Add', { inputs: [total, number], outputs: [vector] });
  const through = one(graph, 'Add', { inputs: [before, size], outputs: [vector] });
  const after = one(graph, 'Sub', { inputs: [total, through], outputs: [vector] });
  const pads = one(graph, 'Concat', {
    inputs: [before, after],
    outputs: [{ dtype: 'int64', shape: [2] }],
    attributes: { axis: { int: 0 } },
  });
  return one(graph, 'Pad', {
    inputs: [g, pads, graph.constant(0, [], g.dtype), axesTensor(graph, [axis])],
    outputs: [{ dtype: g.dtype, shape: x.shape }],
    attributes: { mode: { string: 'constant' } },
  });
}
