import fc from 'fast-check';
import { expect, test } from 'vitest';
import { replyBlocks } from './reply-blocks.ts';
import { replyRanks, replyRecall } from './reply-ranks.ts';

test('a rank counts the replies that score as much, but not those of the same words', () => {
  const scores = [3, 5, 1, 2, 2, 2, 0, 9, 9];
  expect(replyRanks(scores, ['a', 'b', 'c'])).toEqual([2, 3, 2]);
  expect(replyRanks(scores, ['a', 'a', 'c'])).toEqual([1, 2, 2]);
  expect(replyRanks(new Array(9).fill(0), ['a', 'b', 'c'])).toEqual([3, 3, 3]);
  expect(replyRanks(new Array(9).fill(Number.NaN), ['a', 'b', 'c'])).toEqual([3, 3, 3]);
});

test('recall and reciprocal rank agree with a sum by hand', () => {
  expect(replyRecall([1, 2, 10, 11])).toEqual({
    questions: 4,
    recallAt1: 0.25,
    recallAt10: 0.75,
    reciprocalRank: (1 + 1 / 2 + 1 / 10 + 1 / 11) / 4,
  });
});

test('blocks hold a hundred different pairs each, the same ones every time', () => {
  fc.assert(
    fc.property(fc.nat(450), (pairs) => {
      const blocks = replyBlocks(pairs);
      expect(blocks).toEqual(replyBlocks(pairs));
      expect(new Set(blocks.flat()).size).toBe(blocks.flat().length);
      expect(blocks.flat().every((pair) => pair < pairs)).toBe(true);
      if (pairs >= 100)
        expect(blocks.map(({ length }) => length)).toEqual(new Array(Math.floor(pairs / 100)).fill(100));
      else expect(blocks.flat()).toHaveLength(pairs);
    }),
  );
});
