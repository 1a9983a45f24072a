import { expect, test } from 'vitest';
import { openDatabase } from '../client.ts';
import { temporaryDatabase } from '../testing.ts';
import { addGenerator } from './generator-systems.ts';
import { remoteUse, reserveRemoteUse, settleRemoteUse } from './remote-usage.ts';

const now = '2026-01-02T03:04:05.000Z';

test('requests under way never exceed the cap together, of another process either', () => {
  const db = temporaryDatabase();
  addGenerator(db, { name: 'far', description: '', definition: {}, now });
  const other = openDatabase(db.path);
  const asked = { system: 'far', most: 0.4, cap: 1 };
  reserveRemoteUse(db, asked);
  reserveRemoteUse(other, asked);
  expect(() => reserveRemoteUse(db, asked)).toThrow(/0\.8 of its spending cap of 1/);
  settleRemoteUse(db, { system: 'far', most: 0.4, promptTokens: 10, completionTokens: 5, cost: 0.1 });
  reserveRemoteUse(other, asked);
  other.driver.close();
  const { cost, ...counts } = remoteUse(db, 'far');
  expect(counts).toEqual({ requests: 3, promptTokens: 10, completionTokens: 5 });
  expect(cost).toBeCloseTo(0.9, 12);
});

test('without a cap requests are counted all the same, and only of systems that are there', () => {
  const db = temporaryDatabase();
  addGenerator(db, { name: 'far', description: '', definition: {}, now });
  expect(remoteUse(db, 'far')).toEqual({ requests: 0, promptTokens: 0, completionTokens: 0, cost: 0 });
  reserveRemoteUse(db, { system: 'far', most: 1e9, cap: null });
  expect(remoteUse(db, 'far')).toMatchObject({ requests: 1, cost: 1e9 });
  expect(() => reserveRemoteUse(db, { system: 'nobody', most: 0, cap: null })).toThrow(/no system named/);
});
