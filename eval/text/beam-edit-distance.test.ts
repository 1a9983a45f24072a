import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BeamEditDistance, deletion, insertion, noEdit } from './beam-edit-distance.ts';

const words = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 14 });

function levenshtein(a: readonly number[], b: readonly number[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, word] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries())
      next.push(Math.min(row[j]! + (word === other ? 0 : 1), row[j + 1]! + 1, next[j]! + 1));
    row = next;
  }
  return row[b.length]!;
}

test('within the band the distance is Levenshtein’s, and the edits are as many', () => {
  fc.assert(
    fc.property(words, words, (hypothesis, reference) => {
      const distance = new BeamEditDistance(Int32Array.from(reference), hypothesis.length);
      const value = distance.setCurrent(Int32Array.from(hypothesis));
      expect(value).toBe(levenshtein(hypothesis, reference));
      const edits = distance.edits();
      expect(edits.filter((edit) => edit !== noEdit)).toHaveLength(value);
      expect(edits.filter((edit) => edit !== insertion)).toHaveLength(hypothesis.length);
      expect(edits.filter((edit) => edit !== deletion)).toHaveLength(reference.length);
    }),
  );
});

test('another order that begins alike has the distance it would have as the current one, or one above the limit', () => {
  const pair = words.chain((order) =>
    fc.record({
      order: fc.constant(order),
      other: fc.shuffledSubarray(order, { minLength: order.length }),
      reference: words,
      limit: fc.integer({ min: 0, max: 14 }),
    }),
  );
  fc.assert(
    fc.property(pair, ({ order, other, reference, limit }) => {
      const distance = new BeamEditDistance(Int32Array.from(reference), order.length);
      distance.setCurrent(Int32Array.from(order));
      const differs = order.findIndex((word, i) => word !== other[i]);
      const same = differs < 0 ? order.length : differs;
      const reached = distance.tryOrder(Int32Array.from(other), same, limit);
      const expected = levenshtein(other, reference);
      if (expected <= limit) expect(reached).toBe(expected);
      else expect(reached).toBeGreaterThan(limit);
    }),
  );
});
