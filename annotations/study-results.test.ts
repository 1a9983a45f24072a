import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CountedRating, type ResultsInput, summariseStudy } from './study-results.ts';

const input: ResultsInput = {
  study: 'pilot',
  seed: 5,
  include: 'submitted',
  criteria: [{ name: 'empathy', label: 'Empathy', minimum: 1, maximum: 5 }],
  systems: ['alpha', 'beta'],
  ratings: [
    ['alpha', 1, 'R01', 5],
    ['alpha', 1, 'R02', 4],
    ['alpha', 2, 'R01', 3],
    ['beta', 1, 'R01', 2],
    ['beta', 1, 'R02', 2],
    ['beta', 2, 'R01', 1],
  ].map(
    ([system, item, rater, value]) => ({ criterion: 'empathy', system, item, rater, value }) as CountedRating,
  ),
};

test('means, counts and distributions are those of the ratings', () => {
  const { criteria, ...facts } = summariseStudy(input);
  expect(facts).toEqual({
    study: 'pilot',
    items: 2,
    raters: 2,
    ratings: 6,
    include: 'submitted',
    interval: {
      method: 'percentile bootstrap of the mean over items',
      resamples: 1000,
      level: 0.95,
      seed: 5,
    },
  });
  const { alpha, beta } = criteria.empathy!.systems;
  expect(alpha).toMatchObject({ mean: 4, n: 3, items: 2 });
  expect(beta!.mean).toBeCloseTo(5 / 3, 12);
  expect(alpha!.distribution.map(({ count }) => count)).toEqual([0, 0, 1, 1, 1]);
  // The mean of a resample is that of item 1 alone, of item 2 alone, or of both.
  expect(alpha!.ci).toEqual([3, 4.5]);
});

test('the unit of agreement is one response, and percentages run to 100', () => {
  const { agreement } = summariseStudy(input).criteria.empathy!;
  // Two responses have two ratings: 5 and 4, 2 and 2.
  expect(agreement).toMatchObject({
    percent: 50,
    percent_all_raters: 50,
    units: 4,
    units_with_two: 2,
    reasons: {},
  });
  // Pairable values 5, 4, 2, 2: D_o = 2·1 ÷ 4, D_e = 2·(1 + 2·9 + 2·4) ÷ (4·3).
  expect(agreement.krippendorff_alpha_interval).toBeCloseTo(1 - 2 / 4 / (54 / 12), 12);
});

test('what is undefined is null with a reason, and the document holds no NaN', () => {
  const empty = summariseStudy({ ...input, ratings: [] });
  const { systems, agreement } = empty.criteria.empathy!;
  expect(systems.alpha).toMatchObject({ mean: null, ci: null, n: 0, reasons: { mean: 'no ratings yet' } });
  expect(agreement.percent).toBeNull();
  expect(agreement.krippendorff_alpha_ordinal).toBeNull();
  expect(Object.keys(agreement.reasons)).toHaveLength(6);
  expect(JSON.parse(JSON.stringify(empty))).toEqual(empty);
});

test('one item alone has a mean but no interval over items', () => {
  const one = summariseStudy({ ...input, ratings: input.ratings.filter(({ item }) => item === 1) });
  expect(one.criteria.empathy!.systems.alpha).toMatchObject({ mean: 4.5, ci: null });
});

test('the order of the ratings does not matter', () => {
  const options = { resamples: 50 };
  const expected = summariseStudy(input, options);
  fc.assert(
    fc.property(fc.shuffledSubarray([...input.ratings], { minLength: 6 }), (ratings) => {
      expect(summariseStudy({ ...input, ratings }, options)).toEqual(expected);
    }),
  );
});

test('another seed moves the interval and nothing else', () => {
  const ratings = Array.from({ length: 40 }, (_, index) => ({
    criterion: 'empathy',
    system: 'alpha',
    item: index,
    rater: 'R01',
    value: 1 + ((index * 7) % 5),
  }));
  const first = summariseStudy({ ...input, ratings }, { seed: 1 });
  const second = summariseStudy({ ...input, ratings }, { seed: 2 });
  expect(second.criteria.empathy!.systems.alpha!.ci).not.toEqual(first.criteria.empathy!.systems.alpha!.ci);
  expect(second.criteria.empathy!.agreement).toEqual(first.criteria.empathy!.agreement);
});

test('a system may bear any name', () => {
  const named = {
    ...input,
    systems: ['__proto__'],
    ratings: input.ratings.map((rating) => ({ ...rating, system: '__proto__' })),
  };
  expect(JSON.stringify(summariseStudy(named))).toContain('"__proto__":{"mean":');
});
