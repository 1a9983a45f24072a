import { expect, test } from 'vitest';
import { createModelClient } from '#models/client.ts';
import { liveLimit } from './limits.server.ts';
import { takeLiveSlot } from './live-slots.server.ts';

const client = () => createModelClient({ cacheDir: '/nowhere' });

test('a person has so many requests under way, and a new one once one has ended', () => {
  const models = client();
  const leave = Array.from({ length: liveLimit.perPerson }, () => takeLiveSlot(models, 'ada'));
  expect(() => takeLiveSlot(models, 'ada')).toThrow('Your earlier requests');
  takeLiveSlot(models, 'bob');
  leave[0]?.();
  // Ending twice gives no second place.
  leave[0]?.();
  takeLiveSlot(models, 'ada');
  expect(() => takeLiveSlot(models, 'ada')).toThrow('Your earlier requests');
});

test('all together have so many, each server its own', () => {
  const models = client();
  for (let n = 0; n < liveLimit.together; n++) takeLiveSlot(models, `person ${n}`);
  expect(() => takeLiveSlot(models, 'one more')).toThrow('as many as there may be at once');
  takeLiveSlot(client(), 'one more');
});
