import { expect, test } from 'vitest';
import { ConversationHomes } from './conversation-homes.ts';

test('the conversations that nobody went on with for longest are forgotten first', () => {
  const homes = new ConversationHomes<string>(2);
  homes.keep('a', 'one');
  homes.keep('b', 'two');
  homes.keep('a', 'one');
  homes.keep('c', 'two');
  homes.keep(undefined, 'two');
  expect([homes.of('a'), homes.of('b'), homes.of('c'), homes.of(undefined)]).toEqual([
    'one',
    undefined,
    'two',
    undefined,
  ]);
  expect(homes.size).toBe(2);
});

test('a process that is gone is nobody’s home', () => {
  const homes = new ConversationHomes<string>(9);
  homes.keep('a', 'one');
  homes.keep('b', 'two');
  homes.forget('one');
  expect([homes.of('a'), homes.of('b')]).toEqual([undefined, 'two']);
});
