import fc from 'fast-check';
import { expect, test } from 'vitest';
import { summariseStudy } from '#annotations/study-results.ts';
import { groupByScale, ratingBins, systemDistribution } from './rating-bins.ts';
import { type CriterionView, criterionViews, estimateText, meanCell, percentText } from './result-numbers.ts';

interface Rated {
  readonly minimum: number;
  readonly maximum: number;
  readonly values: readonly number[];
  readonly anchors?: Readonly<Record<string, string>>;
}

function view({ minimum, maximum, values, anchors = {} }: Rated): CriterionView {
  const criterion = { name: 'c', label: 'C', question: '?', minimum, maximum, anchors };
  const ratings = values.map((value, item) => ({ criterion: 'c', system: 's', item, rater: 'R01', value }));
  const input = {
    study: 'x',
    seed: 1,
    include: 'submitted',
    criteria: [criterion],
    systems: ['s'],
    ratings,
  } as const;
  const [found] = criterionViews([criterion], summariseStudy(input, { resamples: 20 }));
  if (!found) throw new Error('no criterion');
  return found;
}

test('every point of a short scale is a bin, with its words, also where nobody chose it', () => {
  const bins = ratingBins(
    view({ minimum: 1, maximum: 5, values: [2, 2, 5], anchors: { '1': 'no', '5': 'yes' } }),
  );
  expect(bins.map(({ label, anchor }) => `${label} ${anchor}`.trim())).toEqual([
    '1 no',
    '2',
    '3',
    '4',
    '5 yes',
  ]);
});

test('a scale of very many values is shown in ten equal ranges', () => {
  const values = Array.from({ length: 101 }, (_, index) => index);
  const criterion = view({ minimum: 0, maximum: 100, values });
  const bins = ratingBins(criterion);
  expect(bins.map(({ label }) => label).slice(0, 2)).toEqual(['0 to 10', '10 to 20']);
  expect(systemDistribution(criterion, 's', bins).counts).toEqual([10, 10, 10, 10, 10, 10, 10, 10, 10, 11]);
});

test('no rating is lost between the bins', () => {
  const value = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.double({ min: 0, max: 100, noNaN: true }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), (values) => {
      const criterion = view({ minimum: 0, maximum: 100, values });
      const { n, counts } = systemDistribution(criterion, 's', ratingBins(criterion));
      expect(n).toBe(values.length);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(n);
    }),
  );
});

test('criteria on the same points share a table, others have their own', () => {
  const five = { minimum: 1, maximum: 5, values: [3] };
  const groups = groupByScale([view(five), view({ minimum: 0, maximum: 1, values: [1] }), view(five)]);
  expect(groups.map(({ criteria }) => criteria.length)).toEqual([2, 1]);
});

test('a mean without an interval says why', () => {
  const cell = meanCell(view({ minimum: 1, maximum: 5, values: [4] }), 's');
  expect(cell).toMatchObject({
    mean: 4,
    low: null,
    high: null,
    reason: expect.stringContaining('two items'),
  });
  expect(estimateText(cell)).toBe('4.00');
  expect(meanCell(view({ minimum: 1, maximum: 5, values: [] }), 's').reason).toBe('no ratings yet');
});

test('a share that would vanish is told as less than one percent', () => {
  expect([0, 0.004, 0.005, 0.254, 1].map(percentText)).toEqual(['0 %', '<1 %', '1 %', '25 %', '100 %']);
});
