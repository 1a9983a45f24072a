import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { innerProductIndex } from './inner-product-index.ts';
import { type Passage, passageFilter } from './passage-filter.ts';

type Rows = readonly (readonly number[])[];

function matrix(rows: Rows): Float32Array {
  return Float32Array.from(rows.flat());
}

/** Every product, sorted. */
function plainly(rows: Rows, query: readonly number[], isAccepted: (row: number) => boolean) {
  return rows
    .map((row, id) => ({ id, score: row.reduce((sum, value, i) => sum + value * query[i]!, 0) }))
    .filter(({ id }) => isAccepted(id))
    .sort((a, b) => b.score - a.score || a.id - b.id);
}

/** Small whole numbers: sums are exact, and ties are many. */
const problem = fc.integer({ min: 1, max: 5 }).chain((width) => {
  const row = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: width, maxLength: width });
  return fc.record({
    width: fc.constant(width),
    rows: fc.array(row, { maxLength: 60 }),
    queries: fc.array(row, { minLength: 1, maxLength: 9 }),
    count: fc.nat(70),
    refused: fc.array(fc.tuple(fc.nat(60), fc.nat(9))),
  });
});

describe('the index of inner products', () => {
  it('finds what a sort of all products finds, ties by the lower row, under any filter', () => {
    fc.assert(
      fc.property(problem, ({ width, rows, queries, count, refused }) => {
        const isAccepted = (row: number, query: number) =>
          !refused.some(([r, q]) => r === row && q === query);
        const found = innerProductIndex(matrix(rows), width).search(matrix(queries), {
          count,
          accept: isAccepted,
        });
        expect(found).toHaveLength(queries.length);
        for (const [at, query] of queries.entries()) {
          const expected = plainly(rows, query, (row) => isAccepted(row, at)).slice(0, count);
          expect(found[at]!.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
          expect(found[at]!.map(({ score }) => score + 0)).toEqual(expected.map(({ score }) => score + 0));
        }
      }),
    );
  });

  it('finds the same across the borders of its blocks', () => {
    const width = 4096;
    const rows = Array.from({ length: 20 }, (_, r) =>
      Array.from({ length: width }, (_, i) => ((r * 7 + i * 3) % 11) - 5),
    );
    const queries = [rows[17]!, rows[3]!, rows[9]!];
    const found = innerProductIndex(matrix(rows), width).search(matrix(queries), { count: 20 });
    for (const [at, query] of queries.entries()) expect(found[at]).toEqual(plainly(rows, query, () => true));
  });

  it('keeps sums in float64, so that a small part beside a large one counts', () => {
    const rows = [
      [2 ** 24, 0, 0],
      [2 ** 24, 1, 0],
    ];
    const [found] = innerProductIndex(matrix(rows), 3).search(Float32Array.of(1, 1, 1), { count: 1 });
    expect(found).toEqual([{ id: 1, score: 2 ** 24 + 1 }]);
  });

  it('refuses rows that do not fit and numbers that are not finite', () => {
    expect(() => innerProductIndex(new Float32Array(5), 2)).toThrow('5 numbers are no rows of 2');
    expect(() => innerProductIndex(Float32Array.of(1, 2, 3, Number.NaN), 2)).toThrow('vectors: row 1');
    expect(() => innerProductIndex(new Float32Array(4), 0)).toThrow(RangeError);
    const index = innerProductIndex(new Float32Array(4), 2);
    expect(() => index.search(new Float32Array(3), { count: 1 })).toThrow('queries');
    expect(() => index.search(new Float32Array(2), { count: 1.5 })).toThrow(RangeError);
    expect(index.search(new Float32Array(0), { count: 3 })).toEqual([]);
  });
});

describe('a filter of passages', () => {
  const passages: Passage[] = [
    { conversation: 'a', emotion: 'sad', isListener: true },
    { conversation: 'a', emotion: 'sad', isListener: false },
    { conversation: 'b', emotion: 'sad', isListener: true },
    { conversation: 'c', emotion: null, isListener: true },
  ];
  const kept = (filter: Parameters<typeof passageFilter>[1]) =>
    [0, 1, 2, 3, 4].filter(passageFilter(passages, filter));

  it('leaves out the asking conversation, other labels and who tells the story, each where asked', () => {
    expect(kept({})).toEqual([0, 1, 2, 3]);
    expect(kept({ excludeConversation: 'a' })).toEqual([2, 3]);
    expect(kept({ emotion: 'sad' })).toEqual([0, 1, 2]);
    expect(kept({ listenerOnly: true })).toEqual([0, 2, 3]);
    expect(kept({ excludeConversation: 'b', emotion: 'sad', listenerOnly: true })).toEqual([0]);
  });
});
