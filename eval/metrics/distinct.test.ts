import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#lib/rng.ts';
import { drawClusters } from '../statistics/cluster-bootstrap.ts';
import { nltkWordTokenize } from '../text/nltk-word-tokenize.ts';
import { distinct, distinctOfGroups } from './distinct.ts';
import { DistinctOfGroups } from './distinct-of-groups.ts';

const goldens = new URL('../../../shared/goldens/ed_paper_metrics.json', import.meta.url);
const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

test.skipIf(!existsSync(goldens))('shares are those of the published scripts and definitions', () => {
  const { cases, datasets } = JSON.parse(readFileSync(goldens, 'utf8'));
  let compared = 0;
  for (const { metric, inputs, expected } of cases) {
    if (!['distinct_n', 'cem.calc_distinct_n', 'emprl.cem_dist'].includes(metric)) continue;
    const { $ref, slice } = inputs.candidates as { $ref?: string; slice?: [number, number] };
    const texts: string[] = $ref
      ? datasets[$ref.split('/').at(-1)!].slice(...(slice ?? []))
      : inputs.candidates;
    const tokens = texts.map((text) => (metric === 'distinct_n' ? words(text) : nltkWordTokenize(text)));
    for (const n of [1, 2, 3, 4].filter((order) => `dist${order}` in expected)) {
      const found = distinct(tokens, n);
      expect(found.share * (metric === 'emprl.cem_dist' ? 100 : 1)).toBeCloseTo(expected[`dist${n}`], 12);
      if (metric === 'distinct_n')
        expect(found).toMatchObject({ distinct: expected[`distinct${n}`], total: expected[`total${n}`] });
    }
    compared++;
  }
  expect(compared).toBeGreaterThan(20);
});

test('n-grams do not cross texts', () => {
  expect(distinct([words('a b a b'), words('b b'), ['a']], 2)).toEqual({
    distinct: 3,
    total: 4,
    share: 3 / 4,
  });
  expect(distinct([['a']], 2).share).toBe(0);
});

test('of groups that are taken several times the share is that of the texts repeated', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 });
  const weighted = fc.tuple(text, fc.integer({ min: 0, max: 3 }), fc.nat(2));
  fc.assert(
    fc.property(
      fc.array(weighted, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(2), { minLength: 3, maxLength: 3 }),
      (rows, weights) => {
        const texts = rows.map(([tokens]) => tokens);
        const groups = rows.map(([, , group]) => group);
        const share = distinctOfGroups(texts, 2, { groups });
        const repeated = texts.flatMap((tokens, at) => new Array(weights[groups[at]!]!).fill(tokens));
        expect(share([1, 1, 1])).toEqual(distinct(texts, 2).share);
        expect(share(weights)).toEqual(distinct(repeated, 2).share);
      },
    ),
  );
});

test('the shares of all resamples at once are those of each, of every order', () => {
  const random = createRandom('texts');
  for (const [clusters, resamples, kinds] of [
    [3, 5, 3],
    [40, 64, 30],
    [200, 100, 12],
  ] as const) {
    const texts = Array.from({ length: 2 * clusters }, () =>
      Array.from({ length: random.below(9) }, () => `w${random.below(kinds)}`),
    );
    const groups = texts.map((_, at) => at % clusters);
    const draws = drawClusters(clusters, { random, resamples });
    const all = new DistinctOfGroups(texts, 3, groups);
    for (const n of [1, 2, 3]) {
      const of = distinctOfGroups(texts, n, { groups });
      expect([...all.shares(draws)[n - 1]!]).toEqual(draws.weights.map((weights) => of(weights)));
    }
  }
});
