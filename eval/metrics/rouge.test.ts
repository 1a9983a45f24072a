import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { RougeScorer } from './rouge.ts';
import { rougeAggregate } from './rouge-aggregate.ts';

const score = (type: string, target: string, prediction: string) =>
  new RougeScorer({ types: [type] }).score(target, prediction)[type];

test('n-grams, the longest common subsequence and the summary by hand', () => {
  expect(score('rouge1', 'testing one two', 'testing')).toEqual({
    precision: 1,
    recall: 1 / 3,
    fmeasure: 0.5,
  });
  expect(score('rouge2', 'a b c', 'b c d')).toEqual({ precision: 0.5, recall: 0.5, fmeasure: 0.5 });
  expect(score('rougeL', 'a b c d', 'a x c')).toEqual({
    precision: 2 / 3,
    recall: 0.5,
    fmeasure: expect.closeTo(4 / 7, 12),
  });
  // Lin's example: of w1…w5 the two sentences have w1 w2 w3 w5 between them.
  expect(score('rougeLsum', 'w1 w2 w3 w4 w5', 'w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5')).toMatchObject({
    precision: 0.4,
    recall: 0.8,
  });
});

test('in a summary a token hits at most as often as either side has it', () => {
  expect(score('rougeLsum', 'a\na', 'a')).toMatchObject({ precision: 1, recall: 0.5 });
});

test('of nothing the score is 0', () => {
  for (const type of ['rouge1', 'rouge3', 'rougeL', 'rougeLsum'])
    expect(score(type, '', 'a')).toEqual({ precision: 0, recall: 0, fmeasure: 0 });
});

test('each type has the target of its own best F', () => {
  const scorer = new RougeScorer({ types: ['rouge1', 'rouge2'] });
  const best = scorer.scoreMulti(['c b a', 'a b x y z'], 'a b c');
  expect(best).toMatchObject({ rouge1: { fmeasure: 1 }, rouge2: { recall: 0.25 } });
});

test('a type that there is not is refused', () => {
  for (const type of ['rouge0', 'rouge10', 'rougew', 'ROUGE1'])
    expect(() => new RougeScorer({ types: [type] })).toThrow(RangeError);
});

test('sentences of a summary are lines, or what is given for them', () => {
  const options = { types: ['rougeLsum'], sentencesOf: (text: string) => text.split('. ') };
  expect(new RougeScorer(options).score('a b. c d', 'c d. a b').rougeLsum?.fmeasure).toBe(1);
  expect(score('rougeLsum', 'a b. c d', 'c d. a b')?.fmeasure).toBe(0.5);
});

test('an interval of the means holds their median, and of equal rows is a point', () => {
  const random = createRandom(1);
  const rows = [Float64Array.of(1, 0), Float64Array.of(0, 0), Float64Array.of(0.5, 0)];
  const { low, mid, high } = rougeAggregate(rows, { random });
  expect(low[0]!).toBeLessThan(mid[0]!);
  expect(mid[0]!).toBeLessThan(high[0]!);
  expect(mid[0]!).toBeCloseTo(0.5, 1);
  expect([low[1], mid[1], high[1]]).toEqual([0, 0, 0]);
});
