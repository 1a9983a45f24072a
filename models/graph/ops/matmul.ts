import type { Tensor } from '../graph.ts';
import { broadcastShapes, formatShape, productOfSizes, ShapeError, sizeAt } from '../shapes.ts';
import { one, rawReshape, sumTo } from './broadcasting.ts';

export interface MatmulOptions {
  /** exchange the last two axes of the first or second operand */
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** a factor on the product, such as 1/sqrt(d) in attention */
  readonly scale?: number;
}

/**
 * The product over the last two axes of operands with at least two; leading axes broadcast. With options it is
 * onnxruntime's FusedMatMul, which transposes and scales without passes of their own.
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const { transposeA = false, transposeB = false, scale = 1 } = options;
  const plain = !transposeA && !transposeB && scale === 1;
  return one(a.graph, plain ? 'MatMul' : 'FusedMatMul', {
    inputs: [a, b],
    outputs: [{ dtype: 'float32', shape: productShape(a, b, { transposeA, transposeB }) }],
    ...(plain ? {} : { domain: 'com.microsoft' }),
    attributes: plain
      ? {}
      : {
          transA: { int: transposeA ? 1 : 0 },
          transB: { int: transposeB ? 1 : 0 },
          alpha: { float: scale },
        },
    derivative: ([g]) => {
      if (g === undefined) return [];
      const forA = transposeA
        ? matmul(b, g, { transposeA: transposeB, transposeB: true, scale })
        : matmul(g, b, { transposeB: !transposeB, scale });
      return [sumTo(forA, a), gradientOfB(g, [a, b], { transposeA, transposeB, scale })];
    },
  });
}

function productShape(a: Tensor, b: Tensor, options: { transposeA: boolean; transposeB: boolean }) {
  const fail = () =>
    new ShapeError(
      'MatMul',
      `shapes ${formatShape(a.shape)}${options.transposeA ? ' transposed' : ''} and ` +
        `${formatShape(b.shape)}${options.transposeB ? ' transposed' : ''} have no product`,
    );
  if (a.shape.length < 2 || b.shape.length < 2 || a.dtype !== 'float32' || b.dtype !== 'float32')
    throw fail();
  const [rowsAxis, innerAxis] = options.transposeA ? [-1, -2] : [-2, -1];
  const [innerOfB, columnsAxis] = options.transposeB ? [-1, -2] : [-2, -1];
  const last = (shape: Tensor['shape'], axis: number) => sizeAt(shape, shape.length + axis);
  if (last(a.shape, innerAxis) !== last(b.shape, innerOfB)) throw fail();
  const leading = broadcastShapes('MatMul', a.shape.slice(0, -2), b.shape.slice(0, -2));
  return [...leading, last(a.shape, rowsAxis), last(b.shape, columnsAxis)];
}

/**
 * A weight (two axes) multiplied by rows of more axes is one product over all rows: both are flattened first.
 * Otherwise one product would be made per leading index and summed afterwards.
 */
function gradientOfB(
  g: Tensor,
  [a, b]: readonly [Tensor, Tensor],
  { transposeA, transposeB, scale }: Required<MatmulOptions>,
): Tensor {
  const flat = b.shape.length === 2 && a.shape.length > 2 && !transposeA;
  const rows = flat ? flatten(a) : a;
  const gradient = flat ? flatten(g) : g;
  const product = transposeB
    ? matmul(gradient, rows, { transposeA: true, transposeB: transposeA, scale })
    : matmul(rows, gradient, { transposeA: !transposeA, scale });
  return sumTo(product, b);
}

function flatten(x: Tensor): Tensor {
  return rawReshape(x, [productOfSizes(x.shape.slice(0, -1)), sizeAt(x.shape, x.shape.length - 1)]);
}
