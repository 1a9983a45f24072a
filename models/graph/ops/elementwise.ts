import type { DType, Tensor } from '../graph.ts';
import { broadcastShapes, ShapeError } from '../shapes.ts';
import { isFloat, one, sumTo } from './broadcasting.ts';

/** A tensor, or a number that stands for a scalar of the other operand's type. */
export type Operand = Tensor | number;

type BinaryRule = (
  gradient: Tensor,
  operands: { readonly a: Tensor; readonly b: Tensor; readonly out: Tensor },
) => readonly [Tensor, Tensor | undefined];

/** A broadcasting operator on two operands of one type; at least one must be a tensor. */
export function binary(
  op: string,
  operands: readonly [Operand, Operand],
  options: { readonly rule?: BinaryRule; readonly dtype?: DType } = {},
): Tensor {
  const [a, b] = tensors(op, operands);
  if (a.dtype !== b.dtype) throw new ShapeError(op, `operands are ${a.dtype} and ${b.dtype}`);
  const { rule } = options;
  const out: Tensor = one(a.graph, op, {
    inputs: [a, b],
    outputs: [{ dtype: options.dtype ?? a.dtype, shape: broadcastShapes(op, a.shape, b.shape) }],
    derivative:
      rule === undefined || !isFloat(a)
        ? undefined
        : ([gradient]) => {
            if (gradient === undefined) return [undefined, undefined];
            const [left, right] = rule(gradient, { a, b, out });
            return [sumTo(left, a), right === undefined ? undefined : sumTo(right, b)];
          },
  });
  return out;
}

function tensors(op: string, [a, b]: readonly [Operand, Operand]): readonly [Tensor, Tensor] {
  if (typeof a !== 'number') return [a, typeof b === 'number' ? a.graph.constant(b, [], a.dtype) : b];
  if (typeof b !== 'number') return [b.graph.constant(a, [], b.dtype), b];
  throw new ShapeError(op, 'two numbers need no operator');
}

/** An operator on each element; `rule` gives the gradient of its input. */
export function unary(
  op: string,
  x: Tensor,
  options: {
    readonly rule?: (gradient: Tensor, out: Tensor) => Tensor;
    readonly domain?: 'com.microsoft';
  } = {},
): Tensor {
  const { rule, domain } = options;
  const out: Tensor = one(x.graph, op, {
    inputs: [x],
    outputs: [{ dtype: x.dtype, shape: x.shape }],
    ...(domain === undefined ? {} : { domain }),
    derivative:
      rule === undefined || !isFloat(x)
        ? undefined
        : ([gradient]) => [gradient === undefined ? undefined : rule(gradient, out)],
  });
  return out;
}

export function add(a: Operand, b: Operand): Tensor {
  return binary('Add', [a, b], { rule: (g) => [g, g] });
}

export function sub(a: Operand, b: Operand): Tensor {
  return binary('Sub', [a, b], { rule: (g) => [g, neg(g)] });
}

export function mul(a: Operand, b: Operand): Tensor {
  return binary('Mul', [a, b], { rule: (g, { a, b }) => [mul(g, b), mul(g, a)] });
}

export function div(a: Operand, b: Operand): Tensor {
  return binary('Div', [a, b], {
    rule: (g, { b, out }) => {
      const left = div(g, b);
      return [left, neg(mul(left, out))];
    },
  });
}

/** `x` to a fixed power. At 0 the gradient is that of the formula: infinite for powers below 1. */
export function pow(x: Tensor, exponent: number): Tensor {
  return binary('Pow', [x, exponent], {
    rule: (g) => [
      exponent === 2 ? mul(g, mul(x, 2)) : mul(g, mul(pow(x, exponent - 1), exponent)),
      undefined,
    ],
  });
}

/** The larger of two; where they are equal the gradient goes to both by half, as in PyTorch. */
export function maximum(a: Operand, b: Operand): Tensor {
  return binary('Max', [a, b], { rule: (g, { a, b }) => share(g, a, b) });
}

/** The smaller of two; where they are equal the gradient goes to both by half, as in PyTorch. */
export function minimum(a: Operand, b: Operand): Tensor {
  return binary('Min', [a, b], { rule: (g, { a, b }) => share(g, b, a) });
}

/** The gradient for the larger first; (1 + sign(larger - smaller)) / 2 is 1, 0, or one half at a tie. */
function share(g: Tensor, larger: Tensor, smaller: Tensor): readonly [Tensor, Tensor] {
  const part = mul(add(unary('Sign', sub(larger, smaller)), 1), 0.5);
  const taken = mul(g, part);
  const rest = sub(g, taken);
  return [taken, rest];
}

export function neg(x: Tensor): Tensor {
  return unary('Neg', x, { rule: (g) => neg(g) });
}

export function abs(x: Tensor): Tensor {
  return unary('Abs', x, { rule: (g) => mul(g, unary('Sign', x)) });
}

export function sqrt(x: Tensor): Tensor {
  return unary('Sqrt', x, { rule: (g, out) => div(mul(g, 0.5), out) });
}

export function exp(x: Tensor): Tensor {
  return unary('Exp', x, { rule: (g, out) => mul(g, out) });
}

export function log(x: Tensor): Tensor {
  return unary('Log', x, { rule: (g) => div(g, x) });
}

export function tanh(x: Tensor): Tensor {
  return unary('Tanh', x, { rule: (g, out) => mul(g, sub(1, mul(out, out))) });
}

export function sigmoid(x: Tensor): Tensor {
  return unary('Sigmoid', x, { rule: (g, out) => mul(g, mul(out, sub(1, out))) });
}

export function erf(x: Tensor): Tensor {
  return unary('Erf', x, { rule: (g) => mul(g, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI))) });
}
