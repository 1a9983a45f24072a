import type { Tensor } from '../graph.ts';
import { isFloat, one } from './broadcasting.ts';
import { cast, greater } from './comparison.ts';
import { add, erf, exp, mul, sigmoid, sub, unary } from './elementwise.ts';
import { squeeze, unsqueeze } from './layout.ts';

/** max(x, 0); the gradient at 0 is 0, as in PyTorch. */
export function relu(x: Tensor): Tensor {
  return unary('Relu', x, { rule: (g) => mul(g, cast(greater(x, 0), x.dtype)) });
}

/** x Φ(x), with the error function (Hendrycks & Gimpel 2016). */
export function gelu(x: Tensor): Tensor {
  return unary('Gelu', x, {
    domain: 'com.microsoft',
    rule: (g) => {
      const below = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
      const density = mul(exp(mul(mul(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return mul(g, add(below, mul(x, density)));
    },
  });
}

const tanhScale = Math.sqrt(2 / Math.PI);
const tanhCubic = 0.044715;

/** x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2: the approximation of GPT, GPT-2 and T5 1.1. */
export function geluTanh(x: Tensor): Tensor {
  // The kernel takes no scalars.
  if (x.shape.length === 0) return squeeze(geluTanh(unsqueeze(x, 0)), 0);
  const out: Tensor = one(x.graph, 'FastGelu', {
    inputs: [x],
    outputs: [{ dtype: x.dtype, shape: x.shape }],
    domain: 'com.microsoft',
    derivative: !isFloat(x)
      ? undefined
      : ([g]) => {
          if (g === undefined) return [];
          // The same function is x σ(w), w = 2 √(2/π) (x + 0.044715 x³): fewer passes than by tanh.
          const square = mul(x, x);
          const ratio = add(mul(square, 2 * tanhScale * tanhCubic), 2 * tanhScale);
          const share = sigmoid(mul(x, ratio));
          const slope = add(mul(square, 6 * tanhScale * tanhCubic), 2 * tanhScale);
          return [mul(g, add(share, mul(sub(out, mul(out, share)), slope)))];
        },
  });
  return out;
}

/** x σ(x), also called swish. */
export function silu(x: Tensor): Tensor {
  return mul(x, sigmoid(x));
}
