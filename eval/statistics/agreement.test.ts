import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Estimate } from './estimate.ts';
import { krippendorffAlpha, type MeasurementLevel, measurementLevels } from './krippendorff-alpha.ts';
import { allRatersAgreement, pairwiseAgreement } from './percent-agreement.ts';

interface GoldenCase {
  readonly id: string;
  readonly metric: string;
  readonly params: {
    readonly level?: MeasurementLevel;
    readonly value_domain?: readonly unknown[];
    readonly tolerance?: number;
  };
  readonly inputs: Readonly<Record<string, readonly (readonly (number | string | null)[])[]>>;
  readonly expected: {
    readonly value?: number;
    readonly alpha?: number;
    readonly percent?: number;
    readonly error?: string;
  };
  readonly tolerance: { readonly abs?: number };
}

/** Columns of a raters × units table as units, words by their place in the domain. */
function unitsOf(table: GoldenCase['inputs'][string], domain: readonly unknown[] = []): number[][] {
  return (table[0] ?? []).map((_, unit) =>
    table.flatMap((row) => {
      const value = row[unit];
      if (value === null || value === undefined) return [];
      return [typeof value === 'number' ? value : domain.indexOf(value)];
    }),
  );
}

function transposed<T>(table: readonly (readonly T[])[]): T[][] {
  return (table[0] ?? []).map((_, column) => table.map((row) => row[column]!));
}

const calculate: Readonly<Record<string, (golden: GoldenCase) => Estimate>> = {
  krippendorff_alpha: ({ inputs, params }) =>
    krippendorffAlpha(unitsOf(inputs.reliability_data!, params.value_domain), params.level!),
  krippendorff_alpha_value_counts: ({ inputs, params }) =>
    krippendorffAlpha(
      inputs.value_counts!.map((row) =>
        row.flatMap((count, index) =>
          Array<number>(count as number).fill((params.value_domain?.[index] as number) ?? index),
        ),
      ),
      params.level!,
    ),
  percent_agreement_pairwise: ({ inputs }) => pairwiseAgreement(unitsOf(inputs.reliability_data!)),
  'irrCAC.pa.coeff.raw': ({ inputs }) => pairwiseAgreement(unitsOf(transposed(inputs.ratings!))),
  percent_agreement_all_raters: ({ inputs, params }) =>
    allRatersAgreement(unitsOf(transposed(inputs.ratings!)), { tolerance: params.tolerance ?? 0 }),
};

const goldenFile = fileURLToPath(new URL('../../../shared/goldens/agreement.json', import.meta.url));
describe.skipIf(!existsSync(goldenFile))(
  'the reference numbers of other programs (goldens/agreement.json)',
  () => {
    const cases: GoldenCase[] = existsSync(goldenFile)
      ? JSON.parse(readFileSync(goldenFile, 'utf8')).cases
      : [];
    const ours = cases.filter(({ metric }) => metric in calculate);

    test('are there for every coefficient', () => {
      expect(new Set(ours.map(({ metric }) => metric))).toEqual(new Set(Object.keys(calculate)));
    });

    test.each(ours)('$id', (golden) => {
      const found = calculate[golden.metric]!(golden);
      if (golden.expected.error) return expect(found.status).toBe('undefined');
      const expected =
        golden.expected.alpha ?? golden.expected.value ?? (golden.expected.percent as number) / 100;
      expect(found.status).toBe('defined');
      if (found.status === 'defined')
        expect(Math.abs(found.value - expected)).toBeLessThanOrEqual(golden.tolerance.abs ?? 0);
    });
  },
);

const units = fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 5 }), { maxLength: 12 });
const level = fc.constantFrom(...measurementLevels);

/** Equal up to rounding; two undefined estimates are equal where their reasons are. */
function expectClose(found: Estimate, expected: Estimate): void {
  if (found.status === 'undefined' || expected.status === 'undefined') expect(found).toEqual(expected);
  else expect(found.value).toBeCloseTo(expected.value, 9);
}

/** Alpha as its definition reads: mean distance of two values of a unit over mean distance of any two values. */
function alphaByPairs(all: readonly (readonly number[])[], metric: MeasurementLevel): number | undefined {
  const pairable = all.filter((unit) => unit.length >= 2);
  const values = pairable.flat();
  const between = (low: number, high: number) => values.filter((v) => v >= low && v <= high).length;
  const count = (value: number) => between(value, value);
  const distance = (a: number, b: number): number => {
    const [c, k] = [Math.min(a, b), Math.max(a, b)];
    if (c === k) return 0;
    if (metric === 'nominal') return 1;
    if (metric === 'interval') return (c - k) ** 2;
    if (metric === 'ratio') return c + k === 0 ? 0 : ((c - k) / (c + k)) ** 2;
    return (between(c, k) - (count(c) + count(k)) / 2) ** 2;
  };
  const sumOfPairs = (list: readonly number[]) =>
    list.reduce((sum, a, i) => sum + list.reduce((s, b, j) => s + (i === j ? 0 : distance(a, b)), 0), 0);
  const observed =
    pairable.reduce((sum, unit) => sum + sumOfPairs(unit) / (unit.length - 1), 0) / values.length;
  const expected = sumOfPairs(values) / (values.length * (values.length - 1));
  return expected > 0 ? 1 - observed / expected : undefined;
}

describe('Krippendorff’s alpha', () => {
  test('equals its definition over all pairs of values', () => {
    fc.assert(
      fc.property(units, level, (data, metric) => {
        const expected = alphaByPairs(data, metric);
        const found = krippendorffAlpha(data, metric);
        if (expected === undefined) expect(found.status).toBe('undefined');
        else expectClose(found, { status: 'defined', value: expected });
      }),
    );
  });

  test('does not depend on the order of units or of raters', () => {
    fc.assert(
      fc.property(units, level, (data, metric) => {
        const turned = data.map((unit) => unit.toReversed()).toReversed();
        expectClose(krippendorffAlpha(turned, metric), krippendorffAlpha(data, metric));
      }),
    );
  });

  test('does not depend on names at the nominal level, order-preserving names at the ordinal one', () => {
    fc.assert(
      fc.property(units, fc.shuffledSubarray([10, 20, 30, 40, 50], { minLength: 5 }), (data, names) => {
        const renamed = data.map((unit) => unit.map((value) => names[value - 1]!));
        expectClose(krippendorffAlpha(renamed, 'nominal'), krippendorffAlpha(data, 'nominal'));
        const stretched = data.map((unit) => unit.map((value) => value ** 3));
        expectClose(krippendorffAlpha(stretched, 'ordinal'), krippendorffAlpha(data, 'ordinal'));
      }),
    );
  });

  test('does not depend on unit and origin at the interval level, on unit at the ratio level', () => {
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 9 }), fc.integer({ min: -9, max: 9 }), (data, a, b) => {
        const shifted = data.map((unit) => unit.map((value) => a * value + b));
        expectClose(krippendorffAlpha(shifted, 'interval'), krippendorffAlpha(data, 'interval'));
        const scaled = data.map((unit) => unit.map((value) => a * value));
        expectClose(krippendorffAlpha(scaled, 'ratio'), krippendorffAlpha(data, 'ratio'));
      }),
    );
  });

  test('is undefined, with a reason, where there is nothing to pair or nothing to tell apart', () => {
    expect(krippendorffAlpha([], 'nominal')).toMatchObject({
      reason: 'needs at least one unit with two values',
    });
    expect(krippendorffAlpha([[1], [2], [3]], 'interval')).toMatchObject({ status: 'undefined' });
    expect(krippendorffAlpha([[4, 4], [4, 4], [1]], 'ordinal')).toMatchObject({
      reason: 'all values that can be paired are the same',
    });
  });

  test('refuses a value that is no number', () => {
    expect(() => krippendorffAlpha([[1, Number.NaN]], 'nominal')).toThrow(RangeError);
  });
});

describe('percent agreement', () => {
  test('equals the plain count over pairs of raters', () => {
    fc.assert(
      fc.property(units, (data) => {
        const shares = data
          .filter((unit) => unit.length >= 2)
          .map((unit) => {
            const pairs = unit.flatMap((a, i) => unit.slice(i + 1).map((b) => a === b));
            return pairs.filter(Boolean).length / pairs.length;
          });
        const found = pairwiseAgreement(data);
        if (shares.length === 0) expect(found.status).toBe('undefined');
        else expectClose(found, { status: 'defined', value: shares.reduce((a, b) => a + b) / shares.length });
      }),
    );
  });

  test('is rounded once, however many units there are', () => {
    const units = [...Array(68).fill([1, 1]), ...Array(7).fill([1, 2])];
    expect(pairwiseAgreement(units)).toEqual({ status: 'defined', value: 68 / 75 });
    expect(pairwiseAgreement(units, { whole: 100 })).toEqual({ status: 'defined', value: 6800 / 75 });
    const mixed = [...units, ...Array(75).fill([1, 1, 2])];
    expect(pairwiseAgreement(mixed, { whole: 100 })).toEqual({ status: 'defined', value: 9300 / 150 });
  });

  test('of all raters equals the pairwise one where every unit has two', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })), {
      minLength: 1,
    });
    fc.assert(fc.property(pairs, (data) => expectClose(allRatersAgreement(data), pairwiseAgreement(data))));
  });

  test('leaves its input as it was', () => {
    const frozen = Object.freeze([Object.freeze([3, 1, 2]), Object.freeze([2, 2])]);
    expect(pairwiseAgreement(frozen)).toEqual({ status: 'defined', value: 0.5 });
    expect(allRatersAgreement(frozen, { tolerance: 1 })).toEqual({ status: 'defined', value: 0.5 });
  });
});
