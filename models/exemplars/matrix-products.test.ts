import { expect, it } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { matrixProducts } from './matrix-products.ts';

const random = createRandom(1, 'products');
const vectors = (rows: number, width: number) =>
  Float32Array.from({ length: rows * width }, () => random.next() - 0.5);

it.each([
  [1, 3],
  [5, 16],
  [700, 96],
])('gives the inner products with %i rows of width %i, the same for a query alone', async (rows, width) => {
  const [held, queries] = [vectors(rows, width), vectors(9, width)];
  const matrix = await matrixProducts(held, width, { threads: 1 });
  const found = await matrix.products(queries);
  expect(found).toHaveLength(9 * rows);
  for (let query = 0; query < 9; query++) {
    const own = queries.subarray(query * width, (query + 1) * width);
    const plain = Array.from({ length: rows }, (_, row) =>
      own.reduce((sum, value, at) => sum + value * held[row * width + at]!, 0),
    );
    const together = [...found.subarray(query * rows, (query + 1) * rows)];
    for (const [row, value] of together.entries()) expect(value).toBeCloseTo(plain[row]!, 5);
    expect([...(await matrix.products(own))]).toEqual(together);
  }
  await matrix.dispose();
});

it('gives nothing for no rows and for no queries', async () => {
  for (const [rows, queries] of [
    [0, 2],
    [2, 0],
  ] as const) {
    const matrix = await matrixProducts(vectors(rows, 4), 4, { threads: 1 });
    expect(await matrix.products(vectors(queries, 4))).toHaveLength(0);
    await matrix.dispose();
  }
});
