import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bleu, bleuOfCounts, brevityPenalty, closestLength } from './bleu.ts';
import { rowsOf } from './corpus-metric.ts';
import { corpusScore, referenceCount } from './corpus-score.ts';

const segment = (hypothesis: string, ...references: string[]) => ({ hypothesis, references });

test('BLEU of a small corpus is what can be counted by hand', () => {
  // 1-grams 5 of 6, 2-grams 3 of 4, 3-grams 2 of 2; lengths 6 and 7.
  const segments = [segment('the cat sat down', 'the cat sat down there'), segment('oh no', 'oh yes')];
  const { score, ...rest } = corpusScore(bleu({ maxNgramOrder: 3 }), segments);
  expect(rest).toEqual({
    counts: [5, 3, 2],
    totals: [6, 4, 2],
    precisions: [500 / 6, 75, 100],
    bp: Math.exp(1 - 7 / 6),
    sysLen: 6,
    refLen: 7,
  });
  expect(score).toBeCloseTo(100 * Math.exp(1 - 7 / 6) * Math.cbrt((5 / 6) * 0.75), 10);
});

test('a word repeated counts as often as one reference has it', () => {
  const counts = corpusScore(bleu(), [segment('the the the', 'the cat', 'the dog and the cat')]).counts;
  expect(counts[0]).toBe(2);
});

test.each([
  ['exp', undefined, 100 / (2 * 3)],
  ['floor', undefined, (100 * 0.1) / 3],
  ['floor', 0.5, 50 / 3],
  ['add-k', undefined, 100 / 4],
  ['none', undefined, 0],
] as const)(
  'smoothing %s with value %s gives an order without a match its precision',
  (method, value, precision) => {
    const options = { smoothMethod: method, smoothValue: value };
    const { precisions } = bleuOfCounts({ counts: [2, 0], totals: [4, 3], sysLen: 4, refLen: 4 }, options);
    expect(precisions[1]).toBeCloseTo(precision, 12);
  },
);

test('with the effective order a short hypothesis is not punished for n-grams that it cannot have', () => {
  const short = [segment('oh no', 'oh no')];
  expect(corpusScore(bleu({ effectiveOrder: true }), short).score).toBeCloseTo(100, 10);
  expect(corpusScore(bleu(), short).score).toBe(0);
});

test('nothing that matches, no hypothesis and no reference score 0', () => {
  expect(corpusScore(bleu(), [segment('a b', 'c d')]).score).toBe(0);
  expect(corpusScore(bleu(), [segment('', 'c d')]).score).toBe(0);
  expect(corpusScore(bleu(), [segment('', '')]).score).toBe(0);
});

test('a segment without a reference is refused', () => {
  expect(() => corpusScore(bleu(), [segment('a')])).toThrow(RangeError);
});

test('rows of a corpus are the rows of its segments, whatever was counted before', () => {
  const text = fc.string({ unit: fc.constantFrom('a ', 'b ', 'c', '.', ' '), maxLength: 20 });
  const corpus = fc.array(fc.tuple(text, fc.array(text, { minLength: 1, maxLength: 3 })), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(corpus, (pairs) => {
      const segments = pairs.map(([hypothesis, references]) => ({ hypothesis, references }));
      const together = rowsOf(bleu(), segments).values;
      const apart = segments.flatMap((one) => [...rowsOf(bleu(), [one]).values]);
      expect([...together]).toEqual(apart);
    }),
  );
});

test('the closest length is the shorter of two that are equally near', () => {
  expect(closestLength(5, [6, 4, 9])).toBe(4);
  expect(closestLength(5, [9, 8])).toBe(8);
});

test('a brevity penalty falls on hypotheses that are shorter alone', () => {
  expect(brevityPenalty(5, 5)).toBe(1);
  expect(brevityPenalty(9, 5)).toBe(1);
  expect(brevityPenalty(5, 10)).toBeCloseTo(Math.exp(-1), 12);
  expect(brevityPenalty(0, 3)).toBe(0);
});

test('a signature says all that the score depends on', () => {
  expect(bleu().signature(1)).toBe('nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0');
  const other = bleu({
    lowercase: true,
    tokenize: 'intl',
    smoothMethod: 'floor',
    maxNgramOrder: 2,
    effectiveOrder: true,
  });
  expect(other.signature('var')).toBe(
    'nrefs:var|case:lc|eff:yes|tok:intl|smooth:floor[0.10]|order:2|version:2.6.0',
  );
  expect(referenceCount([segment('a', 'b'), segment('a', 'b', 'c')])).toBe('var');
});
