import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ResponsesAddress, responsesQuery } from '#app/components/scores/responses-address.ts';
import { parseResponses } from './responses-request.server.ts';

const name = fc.string({ minLength: 1, maxLength: 20 });
const choice = fc.option(name);
const axis = fc.record({ metric: choice, system: choice });
const address: fc.Arbitrary<ResponsesAddress> = fc.record({
  prepare: fc.constantFrom('none', 'moel'),
  page: fc.integer({ min: 1, max: 1_000_000 }),
  view: fc.oneof(
    fc.record({
      plot: fc.constant('distribution' as const),
      metric: choice,
      systems: fc.uniqueArray(name, { maxLength: 5 }),
      chosen: fc.option(fc.record({ bin: name, of: name })),
    }),
    fc.record({
      plot: fc.constant('scatter' as const),
      across: axis,
      up: axis,
      axes: fc.constantFrom('even', 'root'),
      mark: choice,
    }),
  ),
});

test('an address is read back as it was written', () => {
  fc.assert(
    fc.property(address, (written) => {
      expect(parseResponses(new URLSearchParams(responsesQuery(written)))).toEqual(written);
    }),
  );
});

test('what makes no sense, and a form’s empty fields, are as if absent', () => {
  const query = 'metric=&system=&bin=&page=-3&prepare=mash&x=1';
  expect(parseResponses(new URLSearchParams(query))).toEqual(parseResponses(new URLSearchParams('')));
});
