import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bm25Index } from './bm25-index.ts';

const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__');
const document = fc.array(word, { maxLength: 12 });
const problem = fc.record({
  documents: fc.array(document, { maxLength: 25 }),
  query: fc.array(word, { maxLength: 6 }),
  k1: fc.double({ min: 0, max: 3, noNaN: true }),
  b: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** The formula, document by document and word by word. */
function plainly(
  documents: readonly string[][],
  query: readonly string[],
  { k1, b }: { k1: number; b: number },
) {
  const mean = documents.flat().length / documents.length;
  return documents.map((words) => {
    let score = 0;
    for (const term of query) {
      const f = words.filter((other) => other === term).length;
      const n = documents.filter((other) => other.includes(term)).length;
      const idf = Math.log(1 + (documents.length - n + 0.5) / (n + 0.5));
      if (f > 0) score += (idf * f) / (f + k1 * (1 - b + (b * words.length) / mean));
    }
    return score;
  });
}

describe('BM25', () => {
  it('gives every document that shares a word the score of the formula, in order', () => {
    fc.assert(
      fc.property(problem, ({ documents, query, k1, b }) => {
        const expected = plainly(documents, query, { k1, b });
        const found = bm25Index(documents, { k1, b }).search(query, { count: documents.length });
        expect(found.map(({ id }) => id).sort((x, y) => x - y)).toEqual(
          [...expected.keys()].filter((id) => expected[id]! > 0),
        );
        for (const { id, score } of found) expect(score).toBeCloseTo(expected[id]!, 10);
        for (const [place, { id, score }] of found.slice(1).entries()) {
          const before = found[place]!;
          expect(before.score > score || (before.score === score && before.id < id)).toBe(true);
        }
      }),
    );
  });

  it('gives the first of the whole list where fewer are asked for, and the first of those accepted', () => {
    fc.assert(
      fc.property(problem, fc.nat(10), fc.nat(3), ({ documents, query }, count, rest) => {
        const index = bm25Index(documents);
        const all = index.search(query, { count: documents.length });
        expect(index.search(query, { count })).toEqual(all.slice(0, count));
        const accept = (id: number) => id % 3 !== rest;
        expect(index.search(query, { count, accept })).toEqual(
          all.filter(({ id }) => accept(id)).slice(0, count),
        );
      }),
    );
  });

  it('agrees with a sum by hand', () => {
    const index = bm25Index([['cat', 'cat', 'sat'], ['dog']]);
    // mean length 2; idf ln(1 + 1.5/1.5) = ln 2; 2 / (2 + 1.2 (0.25 + 0.75 · 1.5))
    expect(index.search(['cat'], { count: 5 })).toEqual([{ id: 0, score: expect.closeTo(0.379_807, 6) }]);
    expect(index.search(['bird'], { count: 5 })).toEqual([]);
  });

  it('gives ties to the lower place', () => {
    const index = bm25Index([['x'], ['y'], ['x'], ['x']]);
    expect(index.search(['x'], { count: 2 }).map(({ id }) => id)).toEqual([0, 2]);
  });

  it('refuses parameters out of range', () => {
    for (const bad of [{ k1: -1 }, { k1: Number.NaN }, { b: 1.1 }, { b: -0.1 }, { b: Number.NaN }])
      expect(() => bm25Index([], bad)).toThrow(RangeError);
  });
});
