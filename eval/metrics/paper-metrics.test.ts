import { expect, test } from 'vitest';
import { cider } from './cider.ts';
import { cocoRougeL } from './coco-rouge-l.ts';
import { kempDistinct } from './kemp-distinct.ts';
import { multiBleu } from './multi-bleu.ts';
import { shortestReferenceBleu } from './shortest-reference-bleu.ts';

const words = (text: string) => text.split(' ').filter((word) => word !== '');

test('KEMP’s bigrams are two tokens written together, so that different ones may be one', () => {
  const scores = kempDistinct([words('a bc'), words('ab c'), []]);
  expect(scores.microDist1).toEqual({ status: 'defined', value: 1 });
  expect(scores.microDist2).toEqual({ status: 'defined', value: 0.5 });
  expect(scores.macroDist2).toEqual({ status: 'defined', value: 2 / 3 });
  expect(scores.meanLength).toEqual({ status: 'defined', value: 4 / 3 });
  expect(kempDistinct([['a']]).microDist2.status).toBe('undefined');
});

test('the shortest reference counts for the penalty, even where another is closer', () => {
  const segments = [{ hypothesis: words('a b c d'), references: [words('a b c d e'), words('a')] }];
  const result = shortestReferenceBleu(segments, { maxOrder: 2 });
  expect(result).toMatchObject({ value: { bleu: 1, referenceLength: 1, bp: 1, ratio: 4 } });
});

test('smoothing adds one to every order; without it an order without a match leaves 0', () => {
  const segments = [{ hypothesis: words('a x'), references: [words('a b')] }];
  expect(shortestReferenceBleu(segments, { maxOrder: 2 })).toMatchObject({
    value: { bleu: 0, precisions: [0.5, 0] },
  });
  expect(shortestReferenceBleu(segments, { maxOrder: 2, smooth: true })).toMatchObject({
    value: { precisions: [2 / 3, 1 / 2] },
  });
});

test('empty hypotheses have no KEMP score but one of EmpDG, and empty references none at all', () => {
  const empty = [{ hypothesis: [], references: [words('a b')] }];
  expect(shortestReferenceBleu(empty).status).toBe('undefined');
  expect(shortestReferenceBleu(empty, { ratioFloor: 1e-16 })).toMatchObject({ value: { bleu: 0, bp: 0 } });
  expect(shortestReferenceBleu([{ hypothesis: words('a'), references: [[]] }]).status).toBe('undefined');
});

test('multi-bleu is printed with two decimals, and changes ASCII letters alone', () => {
  const segments = [{ hypothesis: 'A b c d É', references: ['a b c d é'] }];
  expect(multiBleu(segments, { lowercase: true })).toMatchObject({
    value: { bleu: 66.87, precisions: [80, 75, 66.7, 50], bp: 1, ratio: 1, hypLen: 5, refLen: 5 },
  });
  expect(multiBleu(segments)).toMatchObject({ value: { bleu: 0, precisions: [60, 50, 33.3, 0] } });
});

test('multi-bleu prints zeros where there is no reference to be long, and fails where there is no hypothesis', () => {
  expect(multiBleu([{ hypothesis: 'a', references: [''] }])).toMatchObject({ value: { bleu: 0, bp: 0 } });
  expect(multiBleu([{ hypothesis: '', references: ['a'] }]).status).toBe('undefined');
});

test('COCO’s ROUGE-L takes precision and recall from different references', () => {
  // "a b" is all of the first reference; of the second it is half.
  const score = cocoRougeL({ hypothesis: 'a b', references: ['x a b y', 'a'] });
  expect(score).toBeCloseTo(1, 12);
  expect(cocoRougeL({ hypothesis: '', references: [''] })).toBe(1);
  expect(cocoRougeL({ hypothesis: 'a', references: ['b'] })).toBe(0);
});

test('CIDEr is 10 for what only its own references say, and 0 in a corpus of one', () => {
  const segments = ['a b c d e', 'f g h i j'].map((text) => ({ hypothesis: text, references: [text] }));
  expect([...cider(segments)]).toEqual([expect.closeTo(10, 10), expect.closeTo(10, 10)]);
  expect([...cider(segments.slice(0, 1))]).toEqual([0]);
});

test('CIDEr falls with another length, and words that every reference has weigh nothing', () => {
  const other = { hypothesis: 'q r s t', references: ['the q r s t'] };
  const of = (hypothesis: string) => cider([{ hypothesis, references: ['the a b c'] }, other])[0]!;
  expect(of('the')).toBe(0);
  expect(of('the a b c z z z z z z')).toBeLessThan(of('the a b c z'));
});
