import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type DialogueListAddress,
  dialogueListQuery,
  pageSizes,
  plainDialogueList,
} from '#app/components/dataset/dialogue-list-address.ts';
import { dialogueSorts } from '#db/queries/dialogue-page.ts';
import { parseDialogueList } from './dialogue-list-request.server.ts';

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });

const addresses: fc.Arbitrary<DialogueListAddress> = fc.record({
  emotion: fc.option(word),
  split: fc.option(word),
  search: fc.oneof(fc.constant(''), word).map((text) => text.trim()),
  sort: fc.constantFrom(...dialogueSorts),
  descending: fc.boolean(),
  page: fc.integer({ min: 1, max: 1e6 }),
  size: fc.constantFrom(...pageSizes),
});

test('an address gives again the list that it was made of', () => {
  fc.assert(
    fc.property(addresses, (address) => {
      const link = new URL(`http://localhost/datasets/x${dialogueListQuery(address)}`);
      expect(parseDialogueList(link.searchParams)).toEqual(address);
    }),
  );
});

test('what makes no sense in an address is as if absent', () => {
  for (const query of [
    '',
    'sort=colour&page=0&size=7',
    'page=two&size=-1&sort=-',
    'emotion=&split=&q=&sort=&size=',
  ])
    expect(parseDialogueList(new URLSearchParams(query))).toEqual(plainDialogueList);
});
