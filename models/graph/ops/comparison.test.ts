import { expect, it } from 'vitest';
import type { Tensor } from '../graph.ts';
import { evaluate } from '../testing.ts';
import * as ops from './index.ts';

const samples = [
  { shape: [3], data: Float32Array.of(1, 2, 3) },
  { shape: [3], data: Float32Array.of(2, 2, 2) },
];

it.each<[string, (a: Tensor, b: Tensor) => Tensor, number[]]>([
  ['equal', ops.equal, [0, 1, 0]],
  ['less', ops.less, [1, 0, 0]],
  ['lessOrEqual', ops.lessOrEqual, [1, 1, 0]],
  ['greater', ops.greater, [0, 0, 1]],
  ['greaterOrEqual', ops.greaterOrEqual, [0, 1, 1]],
  ['and', (a, b) => ops.and(ops.lessOrEqual(a, b), ops.greaterOrEqual(a, b)), [0, 1, 0]],
  ['or', (a, b) => ops.or(ops.less(a, b), ops.greater(a, b)), [1, 0, 1]],
  ['not', (a, b) => ops.not(ops.equal(a, b)), [1, 0, 1]],
])('%s gives truth values', async (_, op, expected) => {
  const asFloats = await evaluate(([a, b]) => ops.cast(op(a!, b!), 'float32'), { samples });
  expect([...asFloats.data]).toEqual(expected);
  expect([...(await evaluate(([a, b]) => op(a!, b!), { samples })).data]).toEqual(expected);
});
