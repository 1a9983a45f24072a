import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialDensity, binomialLower, binomialUpper } from './binomial.ts';
import { chiSquaredTail } from './chi-squared.ts';
import { fTail, fTailQuantile } from './f-distribution.ts';
import { betaQuantile, incompleteBeta } from './incomplete-beta.ts';
import { incompleteGamma } from './incomplete-gamma.ts';
import { logGamma } from './log-gamma.ts';
import {
  millsRatio,
  normalBetween,
  normalDensity,
  normalQuantile,
  normalTail,
  normalTailQuantile,
} from './normal.ts';
import { studentTail, studentTailQuantile } from './student-t.ts';
import { rangeTail, rangeTailQuantile } from './studentised-range.ts';

function expectClose(got: number, wanted: number, relative = 1e-13): void {
  expect(Math.abs(got - wanted) <= relative * Math.abs(wanted), `${got} is not ${wanted}`).toBe(true);
}

// Wanted values: mpmath 1.3 with 40 digits.
describe('special functions have the digits of mpmath', () => {
  test.each([
    [1e-5, 11.512919692895826],
    [0.1, 2.252712651734206],
    [0.5, 0.5723649429247001],
    [1.5, -0.12078223763524522],
    [3.25, 0.9358019311087253],
    [10, 12.801827480081469],
    [14.9, 24.924132002217277],
    [15.1, 25.458999750992664],
    [100.5, 361.4355404677776],
    [12345.678, 103959.91990554606],
    [10000000000.0, 220258509288.81058],
  ])('ln Γ(%d)', (x, wanted) => {
    expectClose(logGamma(x), wanted);
  });
  test.each([
    [-1.5, 0.9331927987311419],
    [-0.1, 0.539827837277029],
    [0, 0.5],
    [0.01, 0.4960106436853684],
    [0.5, 0.3085375387259869],
    [1, 0.15865525393145705],
    [1.99, 0.023295467750211823],
    [2.01, 0.022215594429431485],
    [3, 0.0013498980316300946],
    [5, 2.866515718791939e-7],
    [8, 6.220960574271784e-16],
    [12, 1.776482112077679e-33],
    [20, 2.7536241186062337e-89],
    [37, 5.725571222524577e-300],
  ])('P(Z > %d)', (z, wanted) => {
    expectClose(normalTail(z), wanted);
  });
  test.each([
    [0.001, 0.5, 0.4997303238342438],
    [0.001, 3.7, 0.49962683852954315],
    [0.001, 1000, 0.49960115750922635],
    [0.5, 2, 0.3333333333333333],
    [0.5, 30.5, 0.31033176195726286],
    [1, 0.5, 0.3011216108413221],
    [1, 3.7, 0.18907069988022623],
    [1, 1000, 0.15877620904233616],
    [2.5, 2, 0.0648058601107554],
    [2.5, 30.5, 0.009008122931895901],
    [10, 0.5, 0.10133867638566557],
    [10, 3.7, 0.0004119834209123212],
    [10, 1000, 8.335351479300033e-23],
    [50, 2, 0.00019988007994404028],
    [50, 30.5, 3.9295888548138088e-31],
  ])('P(T > %d) with %d degrees', (...[t, degrees, wanted]) => {
    expectClose(studentTail(t, degrees), wanted);
  });
  test.each([
    [0.01, 1, 0.920344325445942],
    [0.01, 10, 0.999999999999974],
    [0.5, 1, 0.4795001221869535],
    [0.5, 10, 0.999993388289439],
    [1, 1, 0.3173105078629141],
    [1, 10, 0.9998278843700441],
    [5, 1, 0.025347318677468263],
    [5, 10, 0.8911780189141513],
    [20, 1, 7.744216431044084e-6],
    [20, 10, 0.029252688076961072],
    [100, 1, 1.523970604832105e-23],
    [100, 10, 5.4497019829205295e-17],
    [1100, 1, 3.3028188325072764e-241],
    [1100, 10, 5.277627213870401e-230],
  ])('P(χ² > %d) with %d degrees', (...[x, degrees, wanted]) => {
    expectClose(chiSquaredTail(x, degrees), wanted);
  });
  test.each([
    [0.01, 1, 1, 0.9365489651388929],
    [0.01, 2, 400, 0.9900500812534073],
    [0.01, 50, 20.25, 1.0],
    [0.5, 2, 3, 0.649519052838329],
    [0.5, 50, 1, 0.8365038281044938],
    [1, 1, 400, 0.317915056437514],
    [1, 7.5, 20.25, 0.4627107825020257],
    [2.5, 1, 3, 0.21198544267264866],
    [2.5, 7.5, 1, 0.45411853628673615],
    [2.5, 50, 400, 4.81503017940771e-7],
    [10, 2, 20.25, 0.0009534519719982592],
    [10, 50, 3, 0.04036100788436548],
    [100, 2, 1, 0.07053456158585983],
    [100, 7.5, 400, 2.873126960915e-87],
  ])('P(F > %d) with %d and %d degrees', (...[f, numerator, denominator, wanted]) => {
    expectClose(fTail(f, { numerator, denominator }), wanted);
  });
  test.each([
    [0, 5, 0.3, 0.16807000000000002, 0.16807000000000002, 1.0],
    [3, 10, 0.5, 0.171875, 0.1171875, 0.9453125],
    [12, 25, 0.25, 0.9966295519311323, 0.007363849882668916, 0.010734297951536576],
    [200, 925, 0.25, 0.009005793214568878, 0.0017400902040755853, 0.9927342969895067],
    [682, 925, 0.75, 0.19600926705388336, 0.020098389406305924, 0.8240891223524226],
    [40, 1000, 0.001, 1.0, 2.1277642619707334e-49, 2.178800794176068e-49],
    [1, 1000, 0.5, 9.341968821217221e-299, 9.332636185032189e-299, 1.0],
  ])('binomial %d of %d at %d', (...[k, trials, probability, lower, density, upper]) => {
    const law = { trials, probability };
    expectClose(binomialLower(k, law), lower, 1e-12);
    expectClose(binomialDensity(k, law), density, 1e-12);
    expectClose(binomialUpper(k, law), upper, 1e-12);
  });
  test.each([
    [0.1, 2, 0.9436280222029834],
    [0.1, 40, 1.0],
    [1, 10, 0.9994801305445359],
    [3.314, 3, 0.050044140406110216],
    [5, 2, 0.0004069520174449589],
    [5, 40, 0.1534341495665796],
    [9, 10, 8.835407451874528e-9],
  ])('P(range > %d) of %d', (q, k, wanted) => {
    expectClose(rangeTail(q, k), wanted, 1e-12);
  });
});

describe('laws', () => {
  const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
  const shape = fc.double({ min: 0.1, max: 500, noNaN: true });

  test('quantiles undo tails', () => {
    fc.assert(
      fc.property(probability, shape, shape, (p, a, b) => {
        expectClose(normalTail(normalTailQuantile(p)), p, 1e-12);
        expect(normalLowerOf(normalQuantile(p))).toBeCloseTo(p, 12);
        expectClose(studentTail(studentTailQuantile(p, a), a), p, 1e-9);
        const degrees = { numerator: a, denominator: b };
        expectClose(fTail(fTailQuantile(p, degrees), degrees), p, 1e-8);
        expectClose(incompleteBeta(a, b, betaQuantile(a, b, p)).lower, p, 1e-8);
      }),
      { numRuns: 50 },
    );
  });

  test('both sides add up to one, and tails fall', () => {
    fc.assert(
      fc.property(shape, shape, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, x) => {
        const beta = incompleteBeta(a, b, { x, rest: 1 - x });
        expect(beta.lower + beta.upper).toBeCloseTo(1, 14);
        const gamma = incompleteGamma(a, x * 1000);
        expect(gamma.lower + gamma.upper).toBeCloseTo(1, 14);
        expect(chiSquaredTail(x * 100 + 1, a)).toBeLessThanOrEqual(chiSquaredTail(x * 100, a));
      }),
    );
  });

  test('the range of two is the difference of two normals, and its quantile undoes its tail', () => {
    for (const q of [0.3, 1, 2.77, 6]) expectClose(rangeTail(q, 2), 2 * normalTail(q / Math.SQRT2), 1e-12);
    for (const k of [2, 4, 10]) expectClose(rangeTail(rangeTailQuantile(0.05, k), k), 0.05, 1e-12);
  });

  test('Mills’ ratio and differences keep their digits far out', () => {
    expectClose(millsRatio(30) * normalDensity(30), normalTail(30));
    expectClose(normalBetween(8, 9), normalTail(8) - normalTail(9));
    expectClose(normalBetween(-9, -8), normalBetween(8, 9));
  });

  test('arguments out of range are refused, and NaN stays NaN', () => {
    expect(() => normalQuantile(1.5)).toThrow(RangeError);
    expect(() => logGamma(0)).toThrow(RangeError);
    expect(() => studentTail(1, 0)).toThrow(RangeError);
    expect(studentTail(Number.NaN, 3)).toBeNaN();
    expect(chiSquaredTail(Number.NaN, 3)).toBeNaN();
    expect([normalTailQuantile(0), studentTailQuantile(0, 3)]).toEqual([Infinity, Infinity]);
  });
});

function normalLowerOf(z: number): number {
  return 1 - normalTail(z);
}
