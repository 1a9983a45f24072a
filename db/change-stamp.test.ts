import { expect, test } from 'vitest';
import { changeStamp } from './change-stamp.ts';
import { openDatabase } from './client.ts';
import { temporaryDatabase } from './testing.ts';

const change = `insert into settings (key, value) values (hex(randomblob(8)), 'x')`;

test('the stamp stays while nothing changes, whatever is read', () => {
  const db = temporaryDatabase();
  const stamp = changeStamp(db);
  db.driver.prepare('select * from settings').all();
  expect(changeStamp(db)).toBe(stamp);
});

test('a change of one’s own shows', () => {
  const db = temporaryDatabase();
  const stamp = changeStamp(db);
  db.driver.prepare(change).run();
  expect(changeStamp(db)).not.toBe(stamp);
});

test('a change of another process shows', () => {
  const db = temporaryDatabase();
  const stamp = changeStamp(db);
  const other = openDatabase(db.path);
  other.driver.prepare(change).run();
  other.driver.close();
  expect(changeStamp(db)).not.toBe(stamp);
});
