import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { linkedAbort } from './linked-abort.ts';

test('it is aborted with any of its signals, by itself, and at once where one is already', () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const first = linkedAbort([one.signal, two.signal]);
  const second = linkedAbort([one.signal]);
  expect([first.signal.aborted, second.signal.aborted]).toEqual([false, false]);
  second.abort();
  expect([first.signal.aborted, second.signal.aborted]).toEqual([false, true]);
  two.abort();
  expect(first.signal.aborted).toBe(true);
  expect(linkedAbort([one.signal, two.signal]).signal.aborted).toBe(true);
});

test('once unlinked it leaves nothing at a signal that lives on', () => {
  const shutdown = new AbortController();
  const link = linkedAbort([shutdown.signal]);
  expect(getEventListeners(shutdown.signal, 'abort')).toHaveLength(1);
  link.unlink();
  expect(getEventListeners(shutdown.signal, 'abort')).toHaveLength(0);
  shutdown.abort();
  expect(link.signal.aborted).toBe(false);
});
