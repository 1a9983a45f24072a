import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantiseMatrix } from './quantise-weight.ts';

describe('a quantised matrix', () => {
  const matrix = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 2, 5, 64, 65, 130))
    .chain(([from, to]) =>
      fc
        .array(fc.float({ noNaN: true, min: -100, max: 100 }), { minLength: from * to, maxLength: from * to })
        .map((values) => ({ from, to, values: Float32Array.from(values) })),
    );

  it('is at most half a step off, each column by its own largest value', () => {
    fc.assert(
      fc.property(matrix, ({ from, to, values }) => {
        const { codes, scales } = quantiseMatrix(values, { from, to, stored: 'from-to' });
        for (let column = 0; column < to; column++) {
          const own = Array.from({ length: from }, (_, row) => values[row * to + column]!);
          const top = Math.max(...own.map(Math.abs));
          expect(scales[column]).toBeCloseTo(top / 127 ** 2, 9);
          for (const [row, value] of own.entries()) {
            const code = codes[row * to + column]!;
            expect(Math.abs(code)).toBeLessThanOrEqual(127);
            expect(Math.abs(code * (top / 127) - value)).toBeLessThanOrEqual((0.5001 * top) / 127 + 1e-30);
          }
        }
      }),
    );
  });

  it('is the same whichever way round it was stored', () => {
    fc.assert(
      fc.property(matrix, ({ from, to, values }) => {
        const turned = Float32Array.from(values, (_, i) => values[(i % from) * to + Math.floor(i / from)]!);
        expect(quantiseMatrix(turned, { from, to, stored: 'to-from' })).toEqual(
          quantiseMatrix(values, { from, to, stored: 'from-to' }),
        );
      }),
    );
  });

  it('keeps a column of zeros at zero', () => {
    const { codes, scales } = quantiseMatrix(Float32Array.of(0, 3, 0, -1), {
      from: 2,
      to: 2,
      stored: 'from-to',
    });
    expect([...codes]).toEqual([0, 127, 0, -42]);
    expect(scales[0]).toBe(0);
  });
});
