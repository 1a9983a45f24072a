import fc from 'fast-check';
import { expect, test } from 'vitest';
import { innerProductIndex } from '../retrieval/inner-product-index.ts';
import { matrixSearch } from './matrix-search.ts';

test('it finds what the index in plain arithmetic finds, ties and filters included', async () => {
  // Small whole numbers: sums are exact in float32 as well.
  const problem = fc.integer({ min: 1, max: 5 }).chain((width) => {
    const row = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: width, maxLength: width });
    return fc.record({
      width: fc.constant(width),
      rows: fc.array(row, { maxLength: 40 }),
      queries: fc.array(row, { minLength: 1, maxLength: 6 }),
      count: fc.nat(50),
      step: fc.integer({ min: 1, max: 4 }),
    });
  });
  await fc.assert(
    fc.asyncProperty(problem, async ({ width, rows, queries, count, step }) => {
      const [vectors, asked] = [Float32Array.from(rows.flat()), Float32Array.from(queries.flat())];
      const accept = (row: number, query: number) => (row + query) % step === 0;
      const search = await matrixSearch(vectors, width, { threads: 1 });
      const found = await search.search(asked, { count, accept });
      await search.dispose();
      const plain = (matches: readonly { readonly id: number; readonly score: number }[][]) =>
        matches.map((list) => list.map(({ id, score }) => [id, score + 0]));
      expect(plain(found)).toEqual(plain(innerProductIndex(vectors, width).search(asked, { count, accept })));
    }),
    { numRuns: 40 },
  );
});
