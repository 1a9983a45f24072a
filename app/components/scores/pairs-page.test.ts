import { expect, test } from 'vitest';
import { adjustments } from '#eval/statistics/adjust-p.ts';
import { pairsQuery } from './pairs-address.ts';
import { type PairView, turned, verdictOf } from './pairs-page.ts';
import { correctionGroups, familyInWords, pText, signedScore } from './pairs-words.ts';

const pair: PairView = {
  systems: ['a', 'b'],
  contexts: 'same',
  result: {
    scores: [3, 2],
    difference: 1,
    low: 0.2,
    high: 1.9,
    p: 0.01,
    adjusted: 0.03,
    how: 'bootstrap',
    trials: 1000,
    n: 10,
    dialogues: 5,
  },
  reason: null,
};
const withP = (adjusted: number): PairView => ({
  ...pair,
  result: pair.result && { ...pair.result, adjusted },
});

test('the verdict goes by the corrected p, the sign, and which direction is better', () => {
  expect((['higher', 'lower', 'neither'] as const).map((better) => verdictOf(pair, better))).toEqual([
    'better',
    'worse',
    'higher',
  ]);
  expect(verdictOf(withP(0.06), 'higher')).toBe('level');
  expect(verdictOf(withP(0.05), 'higher')).toBe('better');
  expect(verdictOf({ ...pair, result: null, reason: 'none' }, 'higher')).toBe('none');
});

test('a pair read from the other side says the same', () => {
  const other = turned(pair);
  expect(other).toMatchObject({
    systems: ['b', 'a'],
    result: { scores: [2, 3], difference: -1, low: -1.9, high: -0.2 },
  });
  expect(verdictOf(other, 'higher')).toBe('worse');
  expect(turned(other)).toEqual(pair);
});

test('every correction is offered once, and its family is said', () => {
  const offered = correctionGroups.flatMap(({ corrections }) => corrections);
  expect([...offered].sort()).toEqual([...adjustments].sort());
  expect(familyInWords('holm', 10)).toMatch(
    /^The 10 pairs .* are one family: after the correction \(Holm\), the chance/,
  );
  expect(familyInWords('none', 10)).toMatch(/not corrected/);
  expect(familyInWords('holm', 1)).toMatch(/nothing to correct/);
});

test('numbers are printed with sign, and p never as 0', () => {
  expect([0.0004, 0.001, 0.0494, 1].map(pText)).toEqual(['< 0.001', '0.001', '0.049', '1.000']);
  expect([1.234, -1.234, -0.0001, 0].map((value) => signedScore(value, 'percent'))).toEqual([
    '+1.23',
    '−1.23',
    '0.00',
    '0.00',
  ]);
});

test('the usual address has no query', () => {
  const usual = {
    prepare: 'none',
    metric: null,
    test: 'bootstrap',
    correction: 'holm',
    systems: [],
  } as const;
  expect(pairsQuery(usual)).toBe('');
  expect(pairsQuery({ ...usual, test: 't', correction: 'BH', systems: ['a', 'b'] })).toBe(
    '?test=t&correction=BH&system=a&system=b',
  );
});
