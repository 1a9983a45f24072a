import type { DType, Tensor } from '../graph.ts';
import { broadcastShapes, ShapeError } from '../shapes.ts';
import { isFloat, one, sumTo } from './broadcasting.ts';
import { binary, mul, type Operand, unary } from './elementwise.ts';

/** Comparisons give bool tensors; nothing flows back through them. */

export function equal(a: Operand, b: Operand): Tensor {
  return binary('Equal', [a, b], { dtype: 'bool' });
}

export function less(a: Operand, b: Operand): Tensor {
  return binary('Less', [a, b], { dtype: 'bool' });
}

export function lessOrEqual(a: Operand, b: Operand): Tensor {
  return binary('LessOrEqual', [a, b], { dtype: 'bool' });
}

export function greater(a: Operand, b: Operand): Tensor {
  return binary('Greater', [a, b], { dtype: 'bool' });
}

export function greaterOrEqual(a: Operand, b: Operand): Tensor {
  return binary('GreaterOrEqual', [a, b], { dtype: 'bool' });
}

export function and(a: Tensor, b: Tensor): Tensor {
  return binary('And', [a, b], { dtype: 'bool' });
}

export function or(a: Tensor, b: Tensor): Tensor {
  return binary('Or', [a, b], { dtype: 'bool' });
}

export function not(x: Tensor): Tensor {
  return unary('Not', x);
}

/** `a` where the condition holds and `b` elsewhere, all three broadcast together. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  const graph = condition.graph;
  const dtype = typeof a !== 'number' ? a.dtype : typeof b !== 'number' ? b.dtype : 'float32';
  const left = typeof a === 'number' ? graph.constant(a, [], dtype) : a;
  const right = typeof b === 'number' ? graph.constant(b, [], dtype) : b;
  if (condition.dtype !== 'bool')
    throw new ShapeError('Where', `the condition is ${condition.dtype}, not bool`);
  if (left.dtype !== right.dtype)
    throw new ShapeError('Where', `operands are ${left.dtype} and ${right.dtype}`);
  const shape = broadcastShapes('Where', condition.shape, broadcastShapes('Where', left.shape, right.shape));
  return one(graph, 'Where', {
    inputs: [condition, left, right],
    outputs: [{ dtype, shape }],
    derivative: !isFloat(left)
      ? undefined
      : ([g]) =>
          g === undefined
            ? []
            : [undefined, sumTo(where(condition, g, 0), left), sumTo(where(condition, 0, g), right)],
  });
}

/** Values as another type. Between float types gradients pass, otherwise they stop. */
export function cast(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  return one(x.graph, 'Cast', {
    inputs: [x],
    outputs: [{ dtype, shape: x.shape }],
    attributes: { to: { int: onnxType[dtype] } },
    derivative:
      isFloat(x) && (dtype === 'float32' || dtype === 'float64')
        ? ([g]) => [g === undefined ? undefined : cast(g, x.dtype)]
        : undefined,
  });
}

const onnxType: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
};

/** Values held within [min, max]; the gradient passes where they were within already. */
export function clip(x: Tensor, min: number, max: number): Tensor {
  if (!(min <= max)) throw new ShapeError('Clip', `the range [${min}, ${max}] is empty`);
  return one(x.graph, 'Clip', {
    inputs: [x, x.graph.constant(min, [], x.dtype), x.graph.constant(max, [], x.dtype)],
    outputs: [{ dtype: x.dtype, shape: x.shape }],
    derivative: !isFloat(x)
      ? undefined
      : ([g]) => {
          if (g === undefined) return [];
          const within = and(greaterOrEqual(x, min), lessOrEqual(x, max));
          return [mul(g, cast(within, x.dtype))];
        },
  });
}

/** The same values, through which no gradient flows back. */
export function stopGradient(x: Tensor): Tensor {
  return one(x.graph, 'Identity', { inputs: [x], outputs: [{ dtype: x.dtype, shape: x.shape }] });
}
