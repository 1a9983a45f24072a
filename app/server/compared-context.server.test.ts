import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeAmong } from './compared-context.server.ts';

test('a context’s place and neighbours are those that looking through the list gives, in it or not', () => {
  const lists = fc
    .uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 12 })
    .map((ids) => ids.sort((a, b) => a - b));
  fc.assert(
    fc.property(lists, fc.integer({ min: 1, max: 30 }), (ids, id) => {
      const index = ids.indexOf(id);
      expect(placeAmong(ids, id)).toEqual({
        position: index < 0 ? null : index + 1,
        previous: ids.filter((other) => other < id).at(-1) ?? null,
        next: ids.find((other) => other > id) ?? null,
      });
    }),
  );
});
