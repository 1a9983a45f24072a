import { expect, onTestFinished, test, vi } from 'vitest';
import { type Db, openDatabase, write } from './client.ts';
import { temporaryDatabase } from './testing.ts';
import { writeTogether } from './write-together.ts';

function withTable(): Db {
  const db = temporaryDatabase();
  db.driver.exec('create table notes (text text unique)');
  return db;
}

function notes(db: Db): unknown[] {
  return db.driver.prepare('select text from notes order by text').pluck().all();
}

function note(db: Db, text: string): number {
  return write(db, () => db.driver.prepare('insert into notes values (?)').run(text).changes);
}

test('what is asked for in one turn is written in one transaction, each with its own result', async () => {
  const db = withTable();
  let commits = 0;
  const begin = db.driver.prepare('select count(*) from notes').pluck();
  const results = await Promise.all(
    ['a', 'b', 'c'].map((text, index) =>
      writeTogether(db, () => {
        expect(begin.get()).toBe(index);
        commits += db.driver.inTransaction ? 0 : 1;
        return `${text}${note(db, text)}`;
      }),
    ),
  );
  expect(results).toEqual(['a1', 'b1', 'c1']);
  expect(commits).toBe(0);
  expect(notes(db)).toEqual(['a', 'b', 'c']);
});

test('one that throws undoes itself and none of the others', async () => {
  const db = withTable();
  const outcomes = await Promise.allSettled([
    writeTogether(db, () => note(db, 'a')),
    writeTogether(db, () => {
      note(db, 'b');
      throw new Error('after all not');
    }),
    writeTogether(db, () => note(db, 'a')),
    writeTogether(db, () => note(db, 'c')),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(notes(db)).toEqual(['a', 'c']);
});

test('where the lock cannot be had, all are told and nothing stands', async () => {
  const db = withTable();
  const path = db.driver.name;
  const other = openDatabase(path, { busyTimeout: 10 });
  onTestFinished(() => void other.driver.close());
  db.driver.exec('begin immediate');
  const outcomes = await Promise.allSettled([
    writeTogether(other, () => note(other, 'a')),
    writeTogether(other, () => note(other, 'b')),
  ]);
  db.driver.exec('rollback');
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(notes(db)).toEqual([]);
});

test('when it resolves, another connection sees it', async () => {
  const db = withTable();
  const other = openDatabase(db.driver.name, { readonly: true });
  onTestFinished(() => void other.driver.close());
  await writeTogether(db, () => note(db, 'a'));
  expect(notes(other)).toEqual(['a']);
});

test('while another connection writes, the event loop goes on, and later works join those that wait', async () => {
  const db = withTable();
  const other = openDatabase(db.driver.name);
  onTestFinished(() => void other.driver.close());
  db.driver.exec('begin immediate');
  const waiting = [writeTogether(other, () => note(other, 'a'))];
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(notes(other)).toEqual([]);
  waiting.push(writeTogether(other, () => note(other, 'b')));
  await new Promise((resolve) => setTimeout(resolve, 10));
  db.driver.exec('commit');
  expect(await Promise.all(waiting)).toEqual([1, 1]);
  expect(notes(db)).toEqual(['a', 'b']);
  expect(other.driver.pragma('busy_timeout', { simple: true })).toBe(10_000);
});

test('what comes while the connection rests from a slow write is written with what comes then', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const db = withTable();
  await writeTogether(db, () => {
    vi.advanceTimersByTime(10);
    note(db, 'slow');
  });
  const waiting = [writeTogether(db, () => note(db, 'a'))];
  await new Promise(setImmediate);
  expect(notes(db)).toEqual(['slow']);
  waiting.push(
    writeTogether(db, () => {
      expect(db.driver.prepare('select count(*) from notes').pluck().get()).toBe(2);
      return note(db, 'b');
    }),
  );
  vi.advanceTimersByTime(20);
  expect(await Promise.all(waiting)).toEqual([1, 1]);
  expect(notes(db)).toEqual(['a', 'b', 'slow']);
});
