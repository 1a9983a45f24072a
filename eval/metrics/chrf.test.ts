import { expect, test } from 'vitest';
import { chrf } from './chrf.ts';
import { corpusScore } from './corpus-score.ts';

const segment = (hypothesis: string, ...references: string[]) => ({ hypothesis, references });

test('chrF of two words is what can be counted by hand', () => {
  // "abd" and "abc": 2 of 3 characters, 1 of 2 pairs, 0 of 1 threes.
  const mean = (2 / 3 + 1 / 2 + 0) / 3;
  expect(corpusScore(chrf({ charOrder: 3 }), [segment('abd', 'abc')]).score).toBeCloseTo(100 * mean, 10);
});

test('white space does not count, unless it is asked for', () => {
  expect(corpusScore(chrf(), [segment('a b c', 'abc')]).score).toBeCloseTo(100, 10);
  expect(corpusScore(chrf({ whitespace: true }), [segment('a b c', 'abc')]).score).toBeLessThan(60);
});

test('words of chrF++ lose one mark at their end, or else at their start', () => {
  const of = (hypothesis: string, reference: string) =>
    corpusScore(chrf({ wordOrder: 2 }), [segment(hypothesis, reference)]).score;
  expect(of('a hi . b', 'a hi. b')).toBeCloseTo(100, 10);
  expect(of('a " hi b', 'a "hi b')).toBeCloseTo(100, 10);
  expect(of('a ( hi ) b', 'a (hi) b')).toBeLessThan(100);
});

test('of several references the better one counts', () => {
  const metric = chrf();
  const one = corpusScore(metric, [segment('good day', 'good day')]).score;
  expect(corpusScore(metric, [segment('good day', 'bad night', 'good day')]).score).toBe(one);
});

test('recall weighs β times as much as precision', () => {
  const short = [segment('abcdefg', 'abcdefghijklmn')];
  expect(corpusScore(chrf({ beta: 1 }), short).score).toBeGreaterThan(
    corpusScore(chrf({ beta: 3 }), short).score,
  );
});

test('empty texts score 0, and next to 0 with the smoothing of chrF++.py', () => {
  expect(corpusScore(chrf(), [segment('', '')]).score).toBe(0);
  expect(corpusScore(chrf(), [segment('', 'abc')]).score).toBe(0);
  const smoothed = corpusScore(chrf({ epsSmoothing: true }), [segment('', 'abc')]).score;
  expect(smoothed).toBeGreaterThan(0);
  expect(smoothed).toBeLessThan(1e-12);
});

test('characters beyond the basic plane are one each', () => {
  expect(corpusScore(chrf({ charOrder: 1 }), [segment('😀a', '😁a')]).score).toBeCloseTo(50, 10);
});

test('names and signatures say which chrF it is', () => {
  expect(chrf({ wordOrder: 2 }).name).toBe('chrF2++');
  expect(chrf({ wordOrder: 2, lowercase: true }).signature(2)).toBe(
    'nrefs:2|case:lc|eff:yes|nc:6|nw:2|space:no|version:2.6.0',
  );
});
