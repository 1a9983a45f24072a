import { expect, test } from 'vitest';
import { NltkBleu, type NltkBleuOptions, nltkBrevityPenalty, nltkModifiedPrecision } from './nltk-bleu.ts';

const segment = (hypothesis: string, ...references: string[]) => ({
  hypothesis: hypothesis.split(' '),
  references: references.map((reference) => reference.split(' ')),
});
const score = (options: NltkBleuOptions, ...segments: ReturnType<typeof segment>[]) =>
  new NltkBleu(options).score(segments)[0];
const numberOf = (options: NltkBleuOptions, ...segments: ReturnType<typeof segment>[]) => {
  const estimate = score(options, ...segments);
  return estimate?.status === 'defined' ? estimate.value : undefined;
};

// 1-grams 3 of 4, 2-grams 1 of 3, 3-grams 0 of 2, 4-grams 0 of 1.
const pair = segment('a b x c', 'a b c d');
const mean = (...precisions: number[]) =>
  precisions.reduce((product, p) => product * p, 1) ** (1 / precisions.length);

test.each<[NltkBleuOptions['smoothing'] & string, number[]]>([
  ['method1', [3 / 4, 1 / 3, 0.1 / 2, 0.1 / 1]],
  ['method2', [3 / 4, 2 / 4, 1 / 3, 1 / 2]],
  ['method3', [3 / 4, 1 / 3, 1 / 2 / 2, 1 / 4 / 1]],
  ['method4', [3 / 4, 1 / 3, Math.log(4) / 10 / 2, Math.log(4) / 20]],
])('%s puts these precisions into the mean', (smoothing, precisions) => {
  expect(numberOf({ smoothing }, pair)).toBeCloseTo(mean(...precisions), 12);
});

test('without smoothing a missing order leaves next to nothing', () => {
  expect(numberOf({}, pair)).toBeGreaterThan(0);
  expect(numberOf({}, pair)).toBeLessThan(1e-100);
  expect(numberOf({ weights: [[0.5, 0.5]] }, pair)).toBeCloseTo(mean(3 / 4, 1 / 3), 12);
});

test('method5 takes the mean of three neighbours, the fifth order after the last', () => {
  const first = (3 / 4 + 1 + 3 / 4 + 1 / 3) / 3;
  const second = (first + 1 / 3 + 0) / 3;
  const third = (second + 0 + 0) / 3;
  const fourth = (third + 0 + 0) / 3;
  expect(numberOf({ smoothing: 'method5' }, pair)).toBeCloseTo(mean(first, second, third, fourth), 12);
});

test('method6 needs a trigram that matches, and says so', () => {
  expect(score({ smoothing: 'method6' }, pair)).toEqual({
    status: 'undefined',
    reason: 'method6 needs a trigram that matches',
  });
});

test('no matching word scores 0 whatever the smoothing', () => {
  expect(numberOf({ smoothing: 'method2' }, segment('x y', 'a b'))).toBe(0);
});

test('a hypothesis shorter than n still adds an n-gram to the corpus', () => {
  // Bigrams: 3 of 3 in the long one, and 1 that is not there in the short one.
  const segments = [segment('a b c d', 'a b c d'), segment('a', 'a')];
  expect(numberOf({ weights: [[0, 1]] }, ...segments)).toBeCloseTo(3 / 4, 12);
  expect(nltkModifiedPrecision(segment('a', 'a'), 2)).toEqual({ numerator: 0, denominator: 1 });
});

test('weights are spread over as many orders as there are words, where that is asked for', () => {
  expect(numberOf({ autoReweigh: true }, segment('a b', 'a b'))).toBeCloseTo(1, 12);
  expect(numberOf({}, segment('a b', 'a b'))).toBeLessThan(1e-100);
});

test('several lists of weights give several scores of one count', () => {
  const estimates = new NltkBleu({ weights: [[1], [0.5, 0.5]] }).score([pair]);
  expect(estimates.map((each) => each.status === 'defined' && each.value.toFixed(6))).toEqual([
    '0.750000',
    '0.500000',
  ]);
});

test('one corpus after another, and none or none to compare with refused', () => {
  const metric = new NltkBleu({ smoothing: 'method7' });
  const first = metric.score([pair]);
  metric.score([segment('p q r', 'r q p')]);
  expect(metric.score([pair])).toEqual(first);
  expect(() => metric.score([])).toThrow(RangeError);
  expect(() => metric.score([segment('a')])).toThrow(RangeError);
});

test('the brevity penalty of an empty hypothesis is 0', () => {
  expect(nltkBrevityPenalty(3, 0)).toBe(0);
  expect(nltkBrevityPenalty(13, 12)).toBeCloseTo(Math.exp(1 - 13 / 12), 12);
});
