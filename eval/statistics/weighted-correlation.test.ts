import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kendallTau } from './kendall-tau.ts';
import { pearsonCoefficient } from './pearson.ts';
import { spearman } from './spearman.ts';
import { type CorrelationKind, correlationKinds, weightedCorrelation } from './weighted-correlation.ts';

const plain: Readonly<Record<CorrelationKind, (x: number[], y: number[]) => number>> = {
  pearson: pearsonCoefficient,
  spearman: (x, y) => spearman(x, y).rho,
  kendall: (x, y) => kendallTau(x, y).tauB,
};

const value = fc.oneof(
  fc.integer({ min: 1, max: 5 }),
  fc.integer({ min: -1000, max: 1000 }).map((thirds) => thirds / 3),
);
const triples = fc.array(fc.tuple(value, value, fc.nat({ max: 3 })), { minLength: 2, maxLength: 30 });

test.each(correlationKinds)('%s of weighted pairs is that of the pairs written out', (kind) => {
  fc.assert(
    fc.property(triples, (rows) => {
      const written = rows.flatMap(([x, y, times]) => Array.from({ length: times }, () => [x, y] as const));
      fc.pre(written.length >= 2);
      const [x, y] = [written.map(([a]) => a), written.map(([, b]) => b)];
      const wanted = plain[kind](x, y);
      const found = weightedCorrelation(
        kind,
        rows.map(([a]) => a),
        rows.map(([, b]) => b),
      )(rows.map(([, , times]) => times));
      if (Number.isNaN(wanted)) expect(found).toBeNaN();
      else expect(found).toBeCloseTo(wanted, 9);
    }),
  );
});

test.each(correlationKinds)(
  '%s turns its sign with one of the two, and not when they change places',
  (kind) => {
    fc.assert(
      fc.property(triples, (rows) => {
        const [x, y] = [rows.map(([a]) => a), rows.map(([, b]) => b)];
        const weights = rows.map(([, , times]) => times);
        const found = weightedCorrelation(kind, x, y)(weights);
        const turned = weightedCorrelation(
          kind,
          x.map((each) => -each),
          y,
        )(weights);
        const swapped = weightedCorrelation(kind, y, x)(weights);
        if (Number.isNaN(found)) {
          expect([turned, swapped]).toEqual([Number.NaN, Number.NaN]);
          return;
        }
        expect(Math.abs(found)).toBeLessThanOrEqual(1);
        expect(turned).toBeCloseTo(-found, 9);
        expect(swapped).toBeCloseTo(found, 9);
      }),
    );
  },
);

test('by hand: four pairs, one of them tied, the last taken twice', () => {
  // x 1 2 2 3 3, y 1 3 2 4 4: eight pairs ordered alike, one tied in x, one (the copy) in both.
  const of = (kind: CorrelationKind) => weightedCorrelation(kind, [1, 2, 2, 3], [1, 3, 2, 4])([1, 1, 1, 2]);
  expect(of('kendall')).toBeCloseTo(8 / Math.sqrt(8 * 9), 12);
  // Ranks 1 2.5 2.5 4.5 4.5 and 1 3 2 4.5 4.5: Σ dx dy = 9, Σ dx² = 9, Σ dy² = 9.5.
  expect(of('spearman')).toBeCloseTo(9 / Math.sqrt(9 * 9.5), 12);
  // Σxy 35, Σx 11, Σy 14, Σx² 27, Σy² 46.
  expect(of('pearson')).toBeCloseTo((5 * 35 - 11 * 14) / Math.sqrt((5 * 27 - 121) * (5 * 46 - 196)), 12);
});

test('pairs that are not numbers are refused', () => {
  expect(() => weightedCorrelation('pearson', [1, Number.NaN], [1, 2])).toThrow('pair 1');
  expect(() => weightedCorrelation('kendall', [1], [1, 2])).toThrow(RangeError);
});
