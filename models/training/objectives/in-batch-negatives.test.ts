import fc from 'fast-check';
import { expect, it } from 'vitest';
import { retrievalBatch } from './in-batch-negatives.ts';

it('lays the passages of each question one after the other, the positive first', () => {
  const batch = retrievalBatch([
    { question: 'q1', positive: 'a', negatives: ['b', 'c'] },
    { question: 'q2', positive: 'd', negatives: [] },
    { question: 'q3', positive: 'e', negatives: ['f'] },
  ]);
  expect(batch).toEqual({
    questions: ['q1', 'q2', 'q3'],
    passages: ['a', 'b', 'c', 'd', 'e', 'f'],
    positives: [0, 3, 4],
  });
});

it('points at the own positive of every question, however many negatives there are', () => {
  const example = fc.record({ question: fc.nat(), positive: fc.nat(), negatives: fc.array(fc.nat()) });
  fc.assert(
    fc.property(fc.array(example), (examples) => {
      const { passages, positives } = retrievalBatch(examples);
      expect(positives.map((at) => passages[at])).toEqual(examples.map(({ positive }) => positive));
      expect(passages).toHaveLength(examples.reduce((sum, { negatives }) => sum + 1 + negatives.length, 0));
    }),
  );
});
