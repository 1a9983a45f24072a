import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pairsQuery } from '#app/components/scores/pairs-address.ts';
import { sliceSorts, slicesQuery } from '#app/components/scores/slices-address.ts';
import { pairTests } from '#eval/metrics/pairs/pair-tests.ts';
import { sliceKinds } from '#eval/metrics/slices/slice-kinds.ts';
import { adjustments } from '#eval/statistics/adjust-p.ts';
import { parsePairs } from './pairs-request.server.ts';
import { parseSlices } from './slices-request.server.ts';

const name = fc.string({ minLength: 1, maxLength: 20 });
const shared = {
  prepare: fc.constantFrom('none' as const, 'moel' as const),
  metric: fc.option(name),
  systems: fc.uniqueArray(name, { maxLength: 5 }),
};

test('an address of pairs or slices is read as it was written', () => {
  const pairs = fc.record({
    ...shared,
    test: fc.constantFrom(...pairTests),
    correction: fc.constantFrom(...adjustments),
  });
  fc.assert(
    fc.property(pairs, (address) => {
      expect(parsePairs(new URLSearchParams(pairsQuery(address)))).toEqual(address);
    }),
  );
  const slices = fc.record({
    ...shared,
    by: fc.constantFrom(...sliceKinds),
    sort: fc.option(fc.constantFrom(...sliceSorts)),
  });
  fc.assert(
    fc.property(slices, (address) => {
      expect(parseSlices(new URLSearchParams(slicesQuery(address)))).toEqual(address);
    }),
  );
});

test('what makes no sense is as if absent', () => {
  const query = new URLSearchParams('test=zzz&correction=%00&prepare=x&metric=&system=&by=&sort=1');
  expect(parsePairs(query)).toEqual({
    prepare: 'none',
    metric: null,
    test: 'bootstrap',
    correction: 'holm',
    systems: [],
  });
  expect(parseSlices(query)).toEqual({
    prepare: 'none',
    metric: null,
    by: 'emotion',
    sort: null,
    systems: [],
  });
});
