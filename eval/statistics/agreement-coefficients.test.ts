import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brennanPrediger } from './brennan-prediger.ts';
import { categoryWeights, weightSchemes } from './category-weights.ts';
import { cohenKappa, crossTable } from './cohen-kappa.ts';
import { congerKappa } from './conger-kappa.ts';
import { cronbachAlpha } from './cronbach-alpha.ts';
import { fleissKappa, fleissKappaMissing } from './fleiss-kappa.ts';
import { friedman } from './friedman.ts';
import { gwetAc } from './gwet-ac.ts';
import { iccForms, intraclassCorrelation } from './intraclass-correlation.ts';
import { kendallW } from './kendall-w.ts';
import { krippendorffAlpha } from './krippendorff-alpha.ts';
import { krippendorffWeighted } from './krippendorff-weighted.ts';
import { lightKappa } from './light-kappa.ts';
import { meanRankCorrelation } from './mean-rank-correlation.ts';
import { categoryCounts, completeSubjects, ratingTable } from './rating-table.ts';
import { countsOfRows, countTable, countValues } from './value-counts.ts';
import { weightedAgreement } from './weighted-agreement.ts';

const numberOf = (result: { readonly status: string; readonly value?: number }) =>
  result.status === 'defined' ? result.value : result.status;

function expectSame(one: number | string | undefined, other: number | string | undefined): void {
  if (typeof one === 'number' && typeof other === 'number') expect(one).toBeCloseTo(other, 10);
  else expect(one).toBe(other);
}

/** Subjects × raters on four points. */
const table = <T>(cell: fc.Arbitrary<T>) =>
  fc
    .integer({ min: 2, max: 5 })
    .chain((raters) =>
      fc.array(fc.array(cell, { minLength: raters, maxLength: raters }), { minLength: 2, maxLength: 12 }),
    );
const value = fc.integer({ min: 1, max: 4 });
const complete = table(value);
const gappy = table(fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) }));

const identity = (table: ReturnType<typeof ratingTable>) => categoryWeights(table.categories, 'identity');

describe('counts of a table', () => {
  test('are the same from bytes, from numbers and by sorting', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 }),
        (units, list) => {
          const cells = list.slice(0, list.length - (list.length % units));
          const bytes = countTable(Uint8Array.from(cells), { units, missing: 0 });
          const floats = countTable(
            Float64Array.from(cells, (cell) => (cell === 0 ? Number.NaN : cell)),
            { units },
          );
          const halves = countTable(
            Float64Array.from(cells, (cell) => (cell === 0 ? Number.NaN : cell + 0.5)),
            { units },
          );
          expect({ ...floats, domain: Array.from(floats.domain) }).toEqual({
            ...bytes,
            domain: Array.from(bytes.domain),
          });
          expect(halves.counts).toEqual(bytes.counts);
          expect(halves.indices).toEqual(bytes.indices);
          expect(Array.from(halves.domain, (value) => value - 0.5)).toEqual(Array.from(bytes.domain));
        },
      ),
    );
  });

  test('are the same given as rows', () => {
    const counts = countValues([[1, 1, 3], [3], []]);
    expect(
      countsOfRows(
        [
          [2, 0, 1],
          [0, 0, 1],
          [0, 0, 0],
        ],
        [1, 2, 3],
      ),
    ).toEqual(counts);
  });
});

describe('Cohen’s kappa', () => {
  test('of 20 and 15 agreements in 50 with shares of a half and 0.6 is 0.4', () => {
    expect(
      cohenKappa([
        [20, 5],
        [10, 15],
      ]),
    ).toMatchObject({ status: 'defined', value: expect.closeTo(0.4, 12) });
  });

  test('is 1 for perfect agreement and undefined where both know one value', () => {
    expect(
      cohenKappa([
        [3, 0],
        [0, 4],
      ]),
    ).toMatchObject({ value: 1, variance: 0 });
    expect(
      cohenKappa([
        [7, 0],
        [0, 0],
      ]).status,
    ).toBe('undefined');
    expect(cohenKappa([]).status).toBe('undefined');
  });

  test('with linear and quadratic weights forgives near misses', () => {
    const table = [
      [5, 2, 0],
      [1, 5, 1],
      [0, 2, 4],
    ];
    const [none, linear, quadratic] = (['none', 'linear', 'quadratic'] as const).map((weights) =>
      numberOf(cohenKappa(table, { weights })),
    );
    expect([none, linear, quadratic]).toEqual([none, linear, quadratic].sort());
  });
});

describe('coefficients that are each other in special cases', () => {
  test('Conger’s and Light’s of two raters are Cohen’s', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })), {
          minLength: 2,
          maxLength: 15,
        }),
        (rows) => {
          const table = ratingTable(rows);
          const pairs = rows.map(
            ([a, b]) => [table.categories.indexOf(a), table.categories.indexOf(b)] as const,
          );
          const cohen = numberOf(cohenKappa(crossTable(pairs, table.categories.length)));
          expectSame(numberOf(congerKappa(table, { weights: identity(table) })), cohen);
          expectSame(numberOf(lightKappa(table)), cohen);
        },
      ),
    );
  });

  test('Fleiss’ with nothing missing is the one for missing ratings', () => {
    fc.assert(
      fc.property(complete, (rows) => {
        const table = ratingTable(rows);
        const q = table.categories.length;
        const counts = categoryCounts(table);
        const dense = rows.map((_, i) => counts.subarray(i * q, (i + 1) * q));
        expectSame(
          numberOf(fleissKappa(dense)),
          numberOf(fleissKappaMissing(table, { weights: identity(table) })),
        );
      }),
    );
  });

  test('Krippendorff’s from weights is his nominal and his interval alpha', () => {
    fc.assert(
      fc.property(gappy, (rows) => {
        const units = rows.map((row) => row.filter((value) => value !== null));
        fc.pre(units.some(({ length }) => length > 1) && new Set(units.flat()).size > 1);
        const table = ratingTable(rows);
        const weights = categoryWeights(table.categories, 'quadratic');
        expectSame(
          numberOf(krippendorffWeighted(table, { weights: identity(table) })),
          numberOf(krippendorffAlpha(units, 'nominal')),
        );
        expectSame(
          numberOf(krippendorffWeighted(table, { weights })),
          numberOf(krippendorffAlpha(units, 'interval')),
        );
      }),
    );
  });

  test('Cronbach’s alpha is ICC(3,k), and Kendall’s W is Friedman’s test with raters as blocks', () => {
    fc.assert(
      fc.property(complete, (rows) => {
        const icc = intraclassCorrelation(rows, { form: 'ICC(3,k)' });
        fc.pre(icc.status === 'defined' && Math.abs(icc.value) < 1e6);
        expectSame(numberOf(cronbachAlpha(rows)), numberOf(icc));
        const w = kendallW(rows, { tieCorrection: true });
        const test = friedman(rows[0]!.map((_, rater) => rows.map((row) => row[rater]!)));
        if (w.status === 'defined' && test.status === 'defined') {
          expect(w.chiSquared).toBeCloseTo(test.chiSquared, 8);
          expect(w.p).toBeCloseTo(test.p, 10);
        } else expect(w.status).toBe(test.status);
      }),
    );
  });
});

describe('any coefficient', () => {
  const coefficients = {
    weightedAgreement,
    gwetAc,
    brennanPrediger,
    fleissKappaMissing,
    congerKappa,
    krippendorffWeighted,
  };

  test('does not depend on the order of subjects or raters, and is at most 1', () => {
    fc.assert(
      fc.property(gappy, fc.constantFrom(...weightSchemes), (rows, scheme) => {
        const turned = rows.map((row) => row.toReversed()).reverse();
        for (const coefficient of Object.values(coefficients)) {
          const [one, other] = [rows, turned].map((list) => {
            const table = ratingTable(list);
            return coefficient(table, { weights: categoryWeights(table.categories, scheme) });
          });
          expectSame(numberOf(one!), numberOf(other!));
          if (one?.status === 'defined' && other?.status === 'defined') {
            expect(one.value).toBeLessThanOrEqual(1 + 1e-12);
            if (one.standardError !== null)
              expect(one.standardError).toBeCloseTo(other.standardError ?? Number.NaN, 10);
          }
        }
      }),
    );
  });

  test('says why it is undefined', () => {
    const lonely = ratingTable([
      [1, null],
      [null, 2],
    ]);
    for (const coefficient of Object.values(coefficients))
      expect(coefficient(lonely, { weights: identity(lonely) })).toEqual({
        status: 'undefined',
        reason: 'needs at least one subject with two ratings',
      });
    const silent = ratingTable([
      [1, 2, null],
      [2, 2, null],
    ]);
    expect(congerKappa(silent, { weights: identity(silent) })).toMatchObject({
      reason: 'a rater has no ratings',
    });
  });

  test('refuses ratings that are none of the categories, and numbers mixed with words', () => {
    expect(() => ratingTable([[5]], [1, 2])).toThrow(RangeError);
    expect(() => ratingTable([[5, 'five']])).toThrow(RangeError);
    expect(
      completeSubjects([
        [1, null],
        [2, 3],
      ]),
    ).toEqual([[2, 3]]);
  });
});

test('Intraclass correlations of ratings that differ by a constant are 1 for consistency only', () => {
  const rows = [
    [1, 2],
    [2, 3.01],
    [4, 5],
    [7, 8],
  ];
  const value = (form: (typeof iccForms)[number]) =>
    numberOf(intraclassCorrelation(rows, { form })) as number;
  expect(value('ICC(3,1)')).toBeGreaterThan(0.999);
  expect(value('ICC(2,1)')).toBeLessThan(0.95);
  for (const form of iccForms) {
    const icc = intraclassCorrelation(rows, { form });
    if (icc.status === 'undefined') throw new Error(icc.reason);
    expect(icc.interval[0]).toBeLessThan(icc.value);
    expect(icc.interval[1]).toBeGreaterThan(icc.value);
    expect(intraclassCorrelation(rows.slice(0, 1), { form }).status).toBe('undefined');
  }
});

test('A mean of rank correlations leaves perfect ones out and says how many', () => {
  const mean = meanRankCorrelation([
    [1, 1, 2],
    [2, 2, 1],
    [3, 3, 4],
    [4, 4, 3],
  ]);
  expect(mean).toMatchObject({ status: 'defined', dropped: 1, value: expect.closeTo(0.6, 12) });
  expect(
    meanRankCorrelation([
      [1, 2],
      [1, 3],
    ]).status,
  ).toBe('undefined');
});
