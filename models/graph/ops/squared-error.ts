import type { Tensor } from '../graph.ts';
import { mul, sub } from './elementwise.ts';
import { reduceMean } from './reduction.ts';

/** The mean of the squared differences of two tensors of one shape, a scalar. */
export function meanSquaredError(found: Tensor, target: Tensor): Tensor {
  const difference = sub(found, target);
  return reduceMean(mul(difference, difference));
}
