import fc from 'fast-check';
import { expect, test } from 'vitest';
import { argmax } from './argmax.ts';
import { logProbabilityOf, logSoftmax, logSumExp } from './log-softmax.ts';

const row = fc.array(fc.float({ min: -80, max: 80, noNaN: true }), { minLength: 1, maxLength: 30 });

test('log-probabilities sum to one and keep the differences of the logits', () => {
  fc.assert(
    fc.property(row, (values) => {
      const logits = Float32Array.from(values);
      const logProbabilities = logSoftmax(logits, new Float32Array(logits.length));
      const sum = logProbabilities.reduce((total, value) => total + Math.exp(value), 0);
      expect(sum).toBeCloseTo(1, 4);
      logProbabilities.forEach((value, token) => {
        expect(value).toBeCloseTo(logProbabilityOf(logits, token), 4);
      });
    }),
  );
});

test('neither large nor ruled-out logits spoil the sum', () => {
  expect(logSumExp(Float32Array.of(1e30, 1e30))).toBeCloseTo(1e30, -24);
  expect(logSumExp(Float32Array.of(3, Number.NEGATIVE_INFINITY))).toBe(3);
  expect(logSumExp(Float32Array.of(Number.NEGATIVE_INFINITY))).toBe(Number.NEGATIVE_INFINITY);
  expect(logProbabilityOf(Float32Array.of(0, 0, 0, 0), 2)).toBeCloseTo(-Math.log(4), 12);
  expect(() => logProbabilityOf(Float32Array.of(0), 1)).toThrow('token 1');
});

test('argmax takes the lowest id of equal scores and refuses a row without a usable score', () => {
  expect(argmax(Float32Array.of(-1, 5, 5))).toBe(1);
  expect(argmax(Float32Array.of(Number.NaN, -5))).toBe(1);
  expect(() => argmax(Float32Array.of(Number.NaN, Number.NEGATIVE_INFINITY))).toThrow('No token is left');
});
