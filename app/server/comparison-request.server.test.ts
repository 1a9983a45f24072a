import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ComparisonAddress, comparisonQuery } from '#app/components/comparison/comparison-address.ts';
import { parseComparison } from './comparison-request.server.ts';

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const names = fc.uniqueArray(word, { maxLength: 4 });

const addresses: fc.Arbitrary<ComparisonAddress> = fc.record({
  systems: names,
  runs: names,
  emotion: fc.option(word),
  split: fc.option(word),
  search: fc.oneof(fc.constant(''), word).map((text) => text.trim()),
  differ: fc.option(
    fc
      .tuple(word, word)
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => [a, b] as const),
  ),
  flagged: fc.boolean(),
  view: fc.oneof(
    fc.record({ kind: fc.constant('list' as const), page: fc.integer({ min: 1, max: 1e6 }) }),
    fc.record({
      kind: fc.constant('context' as const),
      context: fc.option(fc.integer({ min: 1, max: 2 ** 40 })),
    }),
  ),
  from: fc.constantFrom(undefined, '/scores/x/responses?metric=a&system=b%20c#context-7'),
});

test('a link gives again the view that it was made of', () => {
  fc.assert(
    fc.property(addresses, (address) => {
      const link = new URL(`http://localhost/compare/x${comparisonQuery(address)}`);
      expect(parseComparison(link.searchParams)).toEqual(address);
    }),
  );
});

test('the way back leads only to scores of this place', () => {
  for (const from of [
    'https://elsewhere.example/scores/',
    '//elsewhere.example',
    '/studies',
    'scores/x',
    '/scores/\\\\x',
  ])
    expect(parseComparison(new URLSearchParams({ from })).from).toBeUndefined();
});

test('any query at all is read, and what makes no sense in it is as if absent', () => {
  const entries = fc.array(
    fc.tuple(
      fc.constantFrom('system', 'run', 'q', 'emotion', 'split', 'differ', 'flagged', 'page', 'context'),
      word,
    ),
  );
  fc.assert(
    fc.property(entries, (query) => {
      const address = parseComparison(new URLSearchParams(query));
      const again = parseComparison(new URLSearchParams(comparisonQuery(address)));
      expect(again).toEqual(address);
    }),
  );
  expect(parseComparison(new URLSearchParams('page=-3&differ=a&context=&emotion='))).toEqual({
    systems: [],
    runs: [],
    emotion: null,
    split: null,
    search: '',
    differ: null,
    flagged: false,
    view: { kind: 'list', page: 1 },
  });
});
