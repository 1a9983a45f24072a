import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liveAddress } from '#app/components/live/live-address.ts';
import {
  type LiveRequest,
  largestSeed,
  mostSystems,
  numberSettings,
  ownSettings,
  searches,
} from '#app/components/live/live-request.ts';
import { parseLiveAddress, readLiveRequest } from './live-request.server.ts';

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const requests: fc.Arbitrary<LiveRequest> = fc.record({
  turns: fc.array(fc.record({ speaker: fc.constantFrom('speaker', 'listener'), text: word }), {
    maxLength: 5,
  }),
  source: fc.constant(null),
  systems: fc.uniqueArray(word, { minLength: 1, maxLength: mostSystems }),
  seed: fc.integer({ min: 0, max: largestSeed }),
  settings: fc.record({
    search: fc.option(fc.constantFrom(...searches)),
    numbers: fc.dictionary(
      fc.constantFrom(...numberSettings),
      fc.integer({ min: -5, max: 500 }).map((n) => n / 4),
    ),
  }),
});

function parsed(address: string) {
  return parseLiveAddress(new URL(address, 'http://localhost').searchParams);
}

test('an address holds the whole request', () => {
  fc.assert(
    fc.property(requests, (request) => {
      expect(parsed(liveAddress(request))).toEqual(request);
    }),
  );
});

test('a dataset’s context stands in the address instead of its turns', () => {
  const source = { dataset: 'my & data', context: 12 };
  const address = liveAddress({
    turns: [{ speaker: 'speaker', text: 'A secret.' }],
    source,
    systems: ['caire'],
    seed: 3,
    settings: ownSettings,
  });
  expect(address).not.toContain('secret');
  expect(parsed(address)).toEqual({ turns: [], source, systems: ['caire'], seed: 3, settings: ownSettings });
});

test('what makes no sense in an address is as if absent', () => {
  expect(
    parsed('/live?seed=x&search=magic&temperature=hot&topK=&context=7&system=&system=a&system=a'),
  ).toEqual({
    turns: [],
    source: null,
    systems: ['a'],
    seed: null,
    settings: ownSettings,
  });
});

test('a request that is not one is refused with a sentence', () => {
  const good = {
    turns: [{ speaker: 'speaker', text: 'Hi' }],
    source: null,
    systems: ['a'],
    seed: 1,
    settings: ownSettings,
  };
  expect(readLiveRequest(good)).toEqual({ ok: true, value: good });
  for (const bad of [
    null,
    [],
    { ...good, systems: [] },
    { ...good, systems: ['a', 'a'] },
    { ...good, systems: Array.from({ length: 9 }, (_, index) => `s${index}`) },
    { ...good, seed: -1 },
    { ...good, turns: [{ speaker: 'nobody', text: 'Hi' }] },
    { ...good, turns: [{ speaker: 'speaker', text: 'x'.repeat(5001) }] },
    { ...good, settings: { search: null, numbers: { magic: 1 } } },
    { ...good, more: true },
  ]) {
    const read = readLiveRequest(bad);
    expect(read.ok, JSON.stringify(bad).slice(0, 80)).toBe(false);
  }
});
