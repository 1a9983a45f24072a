import { describe, expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { cumulativeLinkMixedModel } from './cumulative-link-mixed-model.ts';
import {
  type ClmData,
  clmProbabilities,
  clmProfileInterval,
  cumulativeLinkModel,
  greatestLogLikelihood,
} from './cumulative-link-model.ts';
import { gaussHermite } from './gauss-hermite.ts';
import { linearMixedModel } from './linear-mixed-model.ts';
import { minimise } from './minimise.ts';
import { buildDesign, learnCoding, parseFormula } from './model-formula.ts';
import { ordinalLinkNames, ordinalLinks } from './ordinal-link.ts';

function defined<T extends { readonly status: string }>(
  result: T,
): Extract<T, { readonly status: 'defined' }> {
  if (result.status !== 'defined') throw new Error(JSON.stringify(result));
  return result as Extract<T, { readonly status: 'defined' }>;
}

/** Rows of [category, x, how often]. */
function table(rows: readonly (readonly [number, number, number])[], categories: number): ClmData {
  return {
    response: Int32Array.from(rows, ([category]) => category),
    categories,
    design: Float64Array.from(rows, ([, x]) => x),
    columns: 1,
    weights: Float64Array.from(rows, ([, , count]) => count),
  };
}

describe('formulas', () => {
  test('are read as R reads them', () => {
    expect(parseFormula('y ~ a * b + (1|g) + (x||h)')).toEqual({
      response: 'y',
      intercept: true,
      fixed: [['a'], ['b'], ['a', 'b']],
      random: [
        { group: 'g', intercept: true, slopes: [] },
        { group: 'h', intercept: true, slopes: [] },
        { group: 'h', intercept: false, slopes: ['x'] },
      ],
    });
    expect(parseFormula('y ~ 0 + x').intercept).toBe(false);
    expect(parseFormula('y ~ x - 1').intercept).toBe(false);
    for (const text of ['y', '~ x', 'y ~ ', 'y ~ x +', 'y ~ (1|g', 'y ~ log(x)', 'y ~ (1|)'])
      expect(() => parseFormula(text)).toThrow(RangeError);
  });

  test('make contrasts against the first level, and products for interactions', () => {
    const rows = [
      { a: 'low', x: 1 },
      { a: 'high', x: 2 },
      { a: 'top', x: 3 },
    ];
    const formula = parseFormula('y ~ a * x');
    const design = buildDesign(rows, formula, learnCoding(rows, ['a', 'x']));
    expect(design.names).toEqual(['(Intercept)', 'ahigh', 'atop', 'x', 'ahigh:x', 'atop:x']);
    expect(Array.from(design.values.subarray(6, 12))).toEqual([1, 1, 0, 2, 2, 0]);
    expect(() => buildDesign([{ a: 'other', x: 1 }], formula, learnCoding(rows, ['a', 'x']))).toThrow(
      RangeError,
    );
  });
});

describe('cumulative-link models', () => {
  test('of two categories and two groups are the log odds ratio', () => {
    const data = table(
      [
        [0, 0, 10],
        [1, 0, 30],
        [0, 1, 20],
        [1, 1, 15],
      ],
      2,
    );
    const fit = defined(cumulativeLinkModel(data));
    expect(fit.estimate[0]).toBeCloseTo(Math.log(10 / 30), 9);
    expect(fit.estimate[1]).toBeCloseTo(Math.log(15 / 20) - Math.log(30 / 10), 9);
    expect(fit.standardErrors[1]).toBeCloseTo(Math.sqrt(1 / 10 + 1 / 30 + 1 / 20 + 1 / 15), 9);
  });

  test('have profile intervals at whose ends the likelihood has fallen by what χ² allows', () => {
    const rows = [
      [0, 0, 12],
      [1, 0, 20],
      [2, 0, 8],
      [0, 1, 5],
      [1, 1, 14],
      [2, 1, 21],
    ] as const;
    const data = table(rows, 3);
    const fit = defined(cumulativeLinkModel(data));
    const interval = clmProfileInterval(data, 0, { level: 0.95 })!;
    for (const end of interval) {
      const held = {
        ...data,
        design: new Float64Array(0),
        columns: 0,
        offset: data.design.map((x) => x * end),
      };
      expect(2 * (fit.logLikelihood - defined(cumulativeLinkModel(held)).logLikelihood)).toBeCloseTo(
        3.841458820694,
        5,
      );
    }
    const [low, high] = [
      fit.estimate[2]! - 1.96 * fit.standardErrors[2]!,
      fit.estimate[2]! + 1.96 * fit.standardErrors[2]!,
    ];
    expect(Math.abs(interval[0] - low)).toBeLessThan(0.05);
    expect(Math.abs(interval[1] - high)).toBeLessThan(0.05);
  });

  test('without effects give the shares, whatever the link', () => {
    const response = Int32Array.from([0, 0, 1, 1, 1, 2, 2, 2, 2, 2]);
    for (const link of ordinalLinkNames) {
      const fit = defined(
        cumulativeLinkModel({ response, categories: 3, design: new Float64Array(0), columns: 0 }, link),
      );
      const shares = clmProbabilities({ thresholds: fit.estimate, coefficients: [] }, [], link);
      shares.forEach((share, k) => {
        expect(share).toBeCloseTo([0.2, 0.3, 0.5][k]!, 9);
      });
    }
  });

  test('say so where a predictor separates the categories, whose likelihood still has a bound', () => {
    const data = table(
      [
        [0, 0, 5],
        [1, 1, 5],
      ],
      2,
    );
    expect(cumulativeLinkModel(data).status).toBe('undefined');
    expect(greatestLogLikelihood(data)).toBeCloseTo(0, 6);
  });

  test('have links whose density is the slope of their distribution, and which are apart far out', () => {
    for (const name of ordinalLinkNames) {
      const { between, density, slope, quantile } = ordinalLinks[name];
      for (const x of [-2, -0.3, 0.4, 1.7]) {
        const h = 1e-5;
        expect(between(x - h, x + h) / (2 * h)).toBeCloseTo(density(x), 6);
        expect((density(x + h) - density(x - h)) / (2 * h)).toBeCloseTo(slope(x), 6);
        expect(between(Number.NEGATIVE_INFINITY, quantile(0.3))).toBeCloseTo(0.3, 10);
        expect(between(Number.NEGATIVE_INFINITY, x) + between(x, Number.POSITIVE_INFINITY)).toBeCloseTo(
          1,
          12,
        );
      }
      expect(between(20, 21)).toBeGreaterThanOrEqual(0);
    }
    expect(ordinalLinks.logit.between(40, 41)).toBeGreaterThan(0);
    expect(ordinalLinks.probit.between(20, 21)).toBeGreaterThan(0);
  });
});

describe('mixed models', () => {
  const random = createRandom(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const [items, raters] = [30, 8];
  const effects = {
    item: Array.from({ length: items }, normal),
    rater: Array.from({ length: raters }, () => normal() / 2),
  };
  const rows = Array.from({ length: items * raters }, (_, i) => ({
    item: i % items,
    rater: Math.floor(i / items),
  }));
  const latent = rows.map(({ item, rater }) => effects.item[item]! + effects.rater[rater]!);
  const grouping = (name: 'item' | 'rater', groups: number) => ({
    groupOf: Int32Array.from(rows, (row) => row[name]),
    groups,
  });
  const response = Int32Array.from(latent, (value) => {
    const u = random.next();
    const noisy = value + Math.log(u / (1 - u));
    return noisy < -1.5 ? 0 : noisy < 0 ? 1 : noisy < 1.5 ? 2 : 3;
  });
  const data: ClmData = { response, categories: 4, design: new Float64Array(0), columns: 0 };

  test('find deviations near those that made the data, by either method', () => {
    const both = defined(
      cumulativeLinkMixedModel(data, [grouping('item', items), grouping('rater', raters)]),
    );
    expect(Math.abs(both.deviations[0]! - 1)).toBeLessThan(0.4);
    expect(both.deviations[1]!).toBeLessThan(1);
    const turned = defined(
      cumulativeLinkMixedModel(data, [grouping('rater', raters), grouping('item', items)]),
    );
    expect(turned.logLikelihood).toBeCloseTo(both.logLikelihood, 6);
    const one = [grouping('item', items)];
    const laplace = defined(cumulativeLinkMixedModel(data, one));
    const few = defined(cumulativeLinkMixedModel(data, one, { nodes: 10 }));
    const many = defined(cumulativeLinkMixedModel(data, one, { nodes: 25 }));
    expect(Math.abs(few.logLikelihood - many.logLikelihood)).toBeLessThan(1e-4);
    expect(Math.abs(laplace.logLikelihood - many.logLikelihood)).toBeLessThan(0.5);
    expect(() => cumulativeLinkMixedModel(data, [...one, ...one], { nodes: 5 })).toThrow(RangeError);
  });

  test('of a balanced layout are the analysis of variance', () => {
    const y = Float64Array.from(latent, (value, i) => value + Math.sin(i * 7.3));
    const term = { ...grouping('item', items), design: new Float64Array(rows.length).fill(1), columns: 1 };
    const design = new Float64Array(rows.length).fill(1);
    const fit = defined(linearMixedModel({ response: y, design, columns: 1, random: [term] }));
    const grand = y.reduce((a, b) => a + b, 0) / y.length;
    const means = Array.from(
      { length: items },
      (_, g) => y.filter((_value, i) => rows[i]!.item === g).reduce((a, b) => a + b, 0) / raters,
    );
    const between = (means.reduce((sum, mean) => sum + (mean - grand) ** 2, 0) * raters) / (items - 1);
    const within =
      y.reduce((sum, value, i) => sum + (value - means[rows[i]!.item]!) ** 2, 0) / (items * (raters - 1));
    expect(fit.estimate[0]).toBeCloseTo(grand, 8);
    expect(fit.residual ** 2).toBeCloseTo(within, 5);
    expect(fit.covariances[0]![0]).toBeCloseTo((between - within) / raters, 5);
    expect(fit.standardErrors[0]).toBeCloseTo(Math.sqrt(between / y.length), 5);
    const plain = defined(
      linearMixedModel({ response: y, design, columns: 1, random: [term] }, { reml: false }),
    );
    expect(plain.covariances[0]![0]!).toBeLessThan(fit.covariances[0]![0]!);
  });
});

test('A Gauss–Hermite rule integrates polynomials exactly', () => {
  for (const size of [1, 2, 5, 10, 31]) {
    const { nodes, weights } = gaussHermite(size);
    const integral = (power: number) => nodes.reduce((sum, x, i) => sum + weights[i]! * x ** power, 0);
    expect(integral(0)).toBeCloseTo(Math.sqrt(Math.PI), 12);
    expect(integral(1)).toBeCloseTo(0, 12);
    if (size > 1) expect(integral(2)).toBeCloseTo(Math.sqrt(Math.PI) / 2, 12);
    if (size > 2) expect(integral(4)).toBeCloseTo((Math.sqrt(Math.PI) * 3) / 4, 11);
  }
});

test('A minimum is found along a curved valley', () => {
  const rosenbrock = (p: Float64Array) => (1 - p[0]!) ** 2 + 100 * (p[1]! - p[0]! ** 2) ** 2;
  const { point, converged } = minimise(rosenbrock, Float64Array.of(-1.2, 1));
  expect(converged).toBe(true);
  expect(point[0]).toBeCloseTo(1, 4);
  expect(point[1]).toBeCloseTo(1, 4);
});
