import { expect, test } from 'vitest';
import { migrateDatabase, openDatabase, write } from './client.ts';
import { temporaryDatabase } from './testing.ts';

test('a fresh database has foreign keys, WAL and no problem that SQLite can see', () => {
  const { driver } = temporaryDatabase();
  expect(driver.pragma('foreign_keys', { simple: true })).toBe(1);
  expect(driver.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(driver.pragma('integrity_check', { simple: true })).toBe('ok');
});

test('migrating twice changes nothing', () => {
  const db = temporaryDatabase();
  const before = db.driver.prepare('select name, sql from sqlite_master order by name').all();
  migrateDatabase(db);
  expect(db.driver.prepare('select name, sql from sqlite_master order by name').all()).toEqual(before);
});

test('a write that throws leaves nothing behind', () => {
  const db = temporaryDatabase();
  expect(() =>
    write(db, () => {
      db.driver.prepare("insert into settings (key, value) values ('a', 'b')").run();
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(db.driver.prepare('select count(*) as n from settings').get()).toEqual({ n: 0 });
});

test('a data folder that cannot be made is told of in a sentence', () => {
  expect(() => openDatabase('/etc/hostname/workbench.sqlite')).toThrow(/hostname is a file/);
  expect(() => openDatabase('/proc/x/y/workbench.sqlite')).toThrow(/\/proc\/x cannot be made \(ENOENT\)/);
});
