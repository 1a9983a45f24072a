import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinctShare, wordsAndMarks } from './distinct-share.ts';
import { empathyReward } from './empathy-reward.ts';
import { weightedF1 } from './weighted-f1.ts';

test('the reward is the product of what the identifiers give to the levels of the target', () => {
  const probabilities = { emo: [0.7, 0.2, 0.1], exp: [0.5, 0.25, 0.25], int: [0, 0.6, 0.4] };
  expect(empathyReward(probabilities, { emo: 0, exp: 2, int: 1 })).toBeCloseTo(0.7 * 0.25 * 0.6, 12);
  expect(empathyReward(probabilities, { emo: 2, exp: 0, int: 0 })).toBe(0);
  // exp(-(sum of cross-entropies)), as the published code writes it.
  const losses = [0.2, 0.5, 0.4].map((probability) => -Math.log(probability));
  const summed = Math.exp(-losses.reduce((sum, loss) => sum + loss, 0));
  expect(empathyReward(probabilities, { emo: 1, exp: 0, int: 2 })).toBeCloseTo(summed, 12);
});

test('weighted F1 as scikit-learn 1.5 gives it', () => {
  // f1_score([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1], average="weighted"), from its documentation
  expect(weightedF1([0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1])).toBeCloseTo(0.26666666666666666, 12);
  // by hand: class 0 has F1 2·2/(3+2), class 1 2·1/(1+2), the class 2 that nobody has does not count
  expect(weightedF1([0, 0, 0, 1], [0, 0, 1, 1])).toBeCloseTo((3 * 0.8 + 1 * (2 / 3)) / 4, 12);
  expect(() => weightedF1([1], [])).toThrow(RangeError);
});

test('weighted F1 is 1 for equal classes and does not hang on their order', () => {
  const pairs = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: 1 });
  fc.assert(
    fc.property(pairs, (given) => {
      const [expected, found] = [given.map(([a]) => a), given.map(([, b]) => b)];
      expect(weightedF1(expected, expected)).toBeCloseTo(1, 12);
      expect(weightedF1(expected.toReversed(), found.toReversed())).toBeCloseTo(
        weightedF1(expected, found),
        12,
      );
    }),
  );
});

test('distinct-2 counts runs within texts alone', () => {
  expect(distinctShare([['a', 'b', 'a', 'b'], ['b', 'b'], ['a']], 2)).toBe(3 / 4);
  expect(
    distinctShare(
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
      1,
    ),
  ).toBe(3 / 4);
  expect(distinctShare([['a']], 2)).toBeNaN();
});

test('words keep their apostrophes, marks stand alone', () => {
  expect(wordsAndMarks("I'm sorry, that's hard... 2 days?!")).toEqual([
    "i'm",
    'sorry',
    ',',
    "that's",
    'hard',
    '.',
    '.',
    '.',
    '2',
    'days',
    '?',
    '!',
  ]);
});
