import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, onTestFinished, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { finishedStudy } from '#tests/finished-study.ts';
import { noon } from '#tests/study-fixture.ts';
import { spokenBy } from '../testing.ts';
import { registerStudyCommands } from './study.ts';

const study = (db: Db, ...words: readonly string[]) =>
  spokenBy(registerStudyCommands, { db, now: noon }, ['study', ...words]);

function world() {
  const db = temporaryDatabase();
  finishedStudy(db);
  const folder = mkdtempSync(join(tmpdir(), 'workbench-export-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const exported = (...words: readonly string[]) => study(db, 'export', 'toy study', ...words);
  return { db, folder, exported };
}

test('the wide table has a row a rater and response', async () => {
  const rows = parse((await world().exported('--format', 'wide-csv')).out, { columns: true }) as Record<
    string,
    string
  >[];
  expect(rows).toHaveLength(24);
  expect(Object.keys(rows[0]!).slice(-3)).toEqual(['empathy', 'relevance', 'fluency']);
});

test('preference pairs are of the criteria and margins that are asked for', async () => {
  const { exported } = world();
  const pairs = async (...words: readonly string[]) =>
    (await exported('--format', 'preferences', ...words)).out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const all = await pairs();
  expect(all.length).toBeGreaterThan(0);
  expect(all[0]).toMatchObject({ context: [{ speaker: 'speaker' }], raters: 2, margin: expect.any(Number) });
  const fluent = await pairs('--criterion', 'fluency');
  expect(fluent).toEqual(all.filter(({ criterion }) => criterion === 'fluency'));
  const least = Math.max(...fluent.map(({ margin }) => margin));
  expect(await pairs('--criterion', 'fluency', '--margin', String(least))).toEqual(
    fluent.filter(({ margin }) => margin >= least),
  );
  const [turned] = await pairs('--criterion', 'fluency', '--reversed', 'fluency');
  expect([turned.chosen, turned.rejected]).toEqual([fluent[0].rejected, fluent[0].chosen]);
  await expect(exported('--format', 'preferences', '--criterion', 'warmth')).rejects.toThrow(
    /no criterion warmth\. It has: empathy, relevance, fluency/,
  );
});

test('tables, methods and datasheet are made from the report', async () => {
  const { exported, folder } = world();
  expect((await exported('--format', 'latex')).out).toContain('\\begin{tabular}{lrrr}');
  expect((await exported('--format', 'methods')).out).toContain(
    '3 systems (alpha, beta and gamma) were compared',
  );
  const file = join(folder, 'sheet.json');
  await exported('--format', 'heds', '--out', file);
  expect(JSON.parse(readFileSync(file, 'utf8'))['heds-criteria-criterion'].control).toEqual({
    Empathy: true,
    Relevance: false,
    Fluency: false,
  });
  expect(readdirSync(folder)).toEqual(['sheet.json']);
});

test('an R script comes with its data beside it, under the name that it reads', async () => {
  const { exported, folder } = world();
  const { out } = await exported('--format', 'r', '--out', join(folder, 'toy.R'));
  expect(out).toContain('its data beside it to toy-data.csv');
  expect(readFileSync(join(folder, 'toy.R'), 'utf8')).toContain('read.csv("toy-data.csv"');
  const rows = parse(readFileSync(join(folder, 'toy-data.csv'), 'utf8'), { columns: true });
  expect(rows).toHaveLength(72);
});

test('a bundle gives the numbers again, without the study', async () => {
  const { db, exported, folder } = world();
  const path = join(folder, 'toy.tar.gz');
  await exported('--format', 'bundle', '--out', path);
  expect(readdirSync(folder)).toEqual(['toy.tar.gz']);
  const before = JSON.parse((await study(db, 'results', 'toy study', '--json')).out);
  const empty = temporaryDatabase();
  const after = JSON.parse((await study(empty, 'results', '--from', path, '--json')).out);
  expect(after.bundle.same).toBe(true);
  expect(after.criteria).toEqual(before.criteria);
  expect(after.report).toEqual(before.report);
  const { out } = await study(empty, 'results', '--from', path);
  expect(out).toContain('These are the numbers that the bundle was exported with.');
  const inShort = await study(empty, 'results', '--from', path, '--no-report');
  expect(inShort.out).toContain('72 ratings');
  expect(inShort.out).not.toContain('exported with');
  expect(execFileSync('tar', ['-tzf', path], { encoding: 'utf8' })).toContain('toy-study/SHA256SUMS');
});

test('a bundle with other data gives other numbers, and says so', async () => {
  const { db, exported, folder } = world();
  const path = join(folder, 'toy.tar.gz');
  await exported('--format', 'bundle', '--out', path);
  execFileSync('tar', ['-xzf', path, '-C', folder]);
  const inside = join(folder, 'toy-study');
  execFileSync('sh', [
    '-c',
    `cd '${inside}' && sed -i 's/"seed": 7/"seed": 8/' study.json && sha256sum $(ls | grep -v SHA256SUMS) > SHA256SUMS && cd .. && tar -czf '${path}' toy-study`,
  ]);
  const { err } = await study(db, 'results', '--from', path);
  expect(err).toMatch(/^Note: these differ from the numbers in the bundle, which workbench 0\.1\.0 made/);
});

test.each([
  [['--format', 'bundle'], /name a file with --out/],
  [['--format', 'csv', '--margin', '1'], /--margin does nothing for the format csv/],
  [['--format', 'latex', '--comments'], /--comments does nothing for the format latex/],
  [['--format', 'wide-csv', '--with-excluded'], /holds all raters anyway/],
  [['--format', 'wide-csv', '--json'], /name a file with --out/],
  [['--format', 'preferences', '--margin', '-1'], /a number from 0 on/],
])('an export with %o is refused', async (words, message) => {
  const { exported } = world();
  await expect(exported(...words)).rejects.toThrow(message);
});

test.each([
  [['toy study', '--from', 'x.tar.gz'], /with --from, leave out toy study/],
  [['--from', 'x.tar.gz', '--seed', '3'], /with --from, leave out --seed/],
  [['--from', 'x.tar.gz', '--with-excluded'], /leave out --with-excluded/],
  [['--from', '/nowhere/x.tar.gz'], /There is no file/],
  [[], /Name a study, or a bundle with --from/],
])('results with %o are refused', async (words, message) => {
  await expect(study(temporaryDatabase(), 'results', ...words)).rejects.toThrow(message);
});

test('an export that cannot be written leaves nothing', async () => {
  const { exported } = world();
  await expect(exported('--format', 'bundle', '--out', '/nowhere/x.tar.gz')).rejects.toThrow(
    /cannot be written/,
  );
  expect(existsSync('/nowhere')).toBe(false);
});
