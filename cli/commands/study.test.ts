import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, onTestFinished, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { finishedStudy } from '#tests/finished-study.ts';
import { insertDataset, noon, openToyStudy } from '#tests/study-fixture.ts';
import { spokenBy } from '../testing.ts';
import { registerStudyCommands } from './study.ts';

const study = (db: Db, ...words: readonly string[]) =>
  spokenBy(registerStudyCommands, { db, now: noon }, ['study', ...words]);

function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-study-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function studyFile(content: unknown): string {
  const path = join(scratchFolder(), 'study.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const pilot = { name: 'pilot', dataset: 'toy', systems: ['alpha', 'beta'], sample: { items: 3 } };

test('a study made from a file is a draft until it is opened, and is closed again', async () => {
  const db = temporaryDatabase();
  insertDataset(db, { contexts: 6, systems: ['alpha', 'beta'] });
  const made = await study(db, 'create', studyFile(pilot));
  expect(made.out).toContain('3 items × 2 systems, 2 ratings each');
  const statusNow = async () => JSON.parse((await study(db, 'list', '--json')).out).status;
  expect(await statusNow()).toBe('draft');
  await study(db, 'open', 'pilot');
  expect(await statusNow()).toBe('open');
  expect(JSON.parse((await study(db, 'close', 'pilot', '--json')).out)).toMatchObject({
    name: 'pilot',
    status: 'closed',
  });
  expect((await study(db, 'list')).out).toMatch(/^name +id +dataset.*\npilot/);
});

test('a study can be made and opened in one step, with one JSON document to tell of it', async () => {
  const db = temporaryDatabase();
  insertDataset(db, { contexts: 6, systems: ['alpha', 'beta'] });
  const { out } = await study(db, 'create', studyFile(pilot), '--open', '--json');
  expect(JSON.parse(out)).toEqual({
    id: expect.stringMatching(/^stu_/),
    name: 'pilot',
    items: 3,
    status: 'open',
  });
});

test.each([
  ['no file', () => '/nowhere/study.json', /There is no file/],
  ['a folder', () => scratchFolder(), /cannot be read \(EISDIR\)/],
  ['no JSON', () => studyFile('{\n "name": "x",\n oops }'), /is not JSON: look at line 3/],
  ['a definition with mistakes', () => studyFile({ ...pilot, sample: { items: 0 } }), /at least 1 item/],
  ['an unknown system', () => studyFile({ ...pilot, systems: ['gamma'] }), /Systems that have: alpha, beta/],
])('%s is refused with a sentence, and no study is made', async (_name, path, message) => {
  const db = temporaryDatabase();
  insertDataset(db, { contexts: 6, systems: ['alpha', 'beta'] });
  await expect(study(db, 'create', path())).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(message),
  });
  expect((await study(db, 'list')).out).toMatch(/No studies yet/);
});

test('results are one document of the promised form, and a table without --json', async () => {
  const db = temporaryDatabase();
  finishedStudy(db);
  const document = JSON.parse((await study(db, 'results', 'toy study', '--json')).out);
  expect(document).toMatchObject({ study: 'toy study', items: 4, raters: 2, ratings: 72 });
  const { systems, agreement } = document.criteria.empathy;
  expect(Object.keys(systems)).toEqual(['alpha', 'beta', 'gamma']);
  expect(systems.alpha).toMatchObject({
    mean: expect.any(Number),
    ci: [expect.any(Number), expect.any(Number)],
    n: 8,
  });
  expect(agreement).toMatchObject({
    percent: expect.any(Number),
    krippendorff_alpha_ordinal: expect.any(Number),
  });
  expect(document.progress).toMatchObject({ items: 4, wanted: 8, submitted: 8, ratings: 72 });
  const { out } = await study(db, 'results', 'toy study');
  expect(out).toContain('72 ratings of 4 items by 2 raters (finished assignments only)');
  expect(out).toMatch(/system +mean +interval +ratings +1 +2 +3 +4 +5\nalpha/);
});

test('without ratings there is nothing to tell but that', async () => {
  const db = temporaryDatabase();
  openToyStudy(db);
  const { out } = await study(db, 'results', 'toy study');
  expect(out).toBe('toy study: no ratings yet (finished assignments only).\n');
});

test('the same seed gives the same document, byte for byte', async () => {
  const db = temporaryDatabase();
  finishedStudy(db);
  const results = async (...words: readonly string[]) =>
    (await study(db, 'results', 'toy study', '--json', ...words)).out;
  expect(await results('--seed', '3')).toBe(await results('--seed', '3'));
  expect(await results('--seed', '3')).not.toBe(await results('--seed', '4'));
});

test('an export to standard output is CSV or JSON Lines and nothing else', async () => {
  const db = temporaryDatabase();
  finishedStudy(db);
  const csv = parse((await study(db, 'export', 'toy study')).out, { columns: true }) as Record<
    string,
    string
  >[];
  const lines = (await study(db, 'export', 'toy study', '--json')).out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(csv).toHaveLength(72);
  expect(lines).toHaveLength(72);
  expect(lines.map(({ value }) => String(value))).toEqual(csv.map(({ value }) => value));
});

test('an export to a file leaves the file whole, and nothing beside it', async () => {
  const db = temporaryDatabase();
  finishedStudy(db);
  const folder = scratchFolder();
  const path = join(folder, 'ratings.csv');
  const { out } = await study(db, 'export', 'toy study', '--out', path, '--json');
  expect(JSON.parse(out)).toEqual({ study: 'toy study', format: 'csv', ratings: 72, file: path });
  expect(readFileSync(path, 'utf8')).toBe((await study(db, 'export', 'toy study')).out);
  await expect(study(db, 'export', 'toy study', '--out', join(folder, 'no', 'x.csv'))).rejects.toThrow(
    /cannot be written \(ENOENT\)/,
  );
  expect(existsSync(join(folder, 'no'))).toBe(false);
});

test('unfinished ratings are left out of an export with a note, and taken along on request', async () => {
  const db = temporaryDatabase();
  finishedStudy(db);
  db.driver.exec(`update assignments set status = 'expired' where sequence = 0`);
  const { out, err } = await study(db, 'export', 'toy study', '--format', 'jsonl');
  expect(out.trimEnd().split('\n')).toHaveLength(54);
  expect(err).toBe('Note: 18 ratings of unfinished assignments left out; --all takes them along.\n');
  const all = await study(db, 'export', 'toy study', '--format', 'jsonl', '--all');
  expect(all.out.trimEnd().split('\n')).toHaveLength(72);
  expect(all.err).toBe('');
});

test.each([
  [['--format', 'xml'], /no format xml/],
  [['--format', 'csv', '--json'], /name a file with --out/],
])('an export with %o is refused', async (words, message) => {
  const db = temporaryDatabase();
  finishedStudy(db);
  await expect(study(db, 'export', 'toy study', ...words)).rejects.toThrow(message);
});

test('a study that is not there is answered with the ones near it', async () => {
  const db = temporaryDatabase();
  finishedStudy(db);
  await expect(study(db, 'results', 'toy stdy')).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('Did you mean toy study?'),
  });
});
