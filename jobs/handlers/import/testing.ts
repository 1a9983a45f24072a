import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Db } from '#db/client.ts';
import { isWorkbenchError, type WorkbenchError } from '#lib/errors.ts';
import type { LineBlock } from './open-lines.ts';
import { RowProblems } from './row-problems.ts';

/** A file for one test, by its name; removed when the test ends. */
export function temporaryFile(name: string, content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'workbench-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Lines as `openLines` would give them. */
export async function* linesOf(text: string): AsyncGenerator<LineBlock> {
  yield { firstLine: 1, texts: text.split('\n') };
}

type Parser<Row> = (blocks: AsyncIterable<LineBlock>, problems: RowProblems) => AsyncIterable<Row>;

/** Every row of a text; throws what the problems come to. */
export async function parseAll<Row>(parser: Parser<Row>, text: string): Promise<Row[]> {
  const problems = new RowProblems('file.txt');
  const rows: Row[] = [];
  for await (const row of parser(linesOf(text), problems)) rows.push(row);
  problems.finish();
  return rows;
}

/** The expected failure of some work; fails where there is none, or a defect. */
export async function failureOf(work: Promise<unknown>): Promise<WorkbenchError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (isWorkbenchError(error)) return error;
  throw error ?? new Error('expected a failure, but there was none');
}

const tables = [
  'datasets',
  'dialogues',
  'turns',
  'contexts',
  'systems',
  'runs',
  'responses',
  'studies',
  'criteria',
  'study_systems',
  'study_items',
  'item_responses',
  'study_annotators',
  'assignments',
  'ratings',
  'users',
] as const;

/** Rows by table, of everything an import may write. */
export function rowCounts(db: Db): Record<string, number> {
  return Object.fromEntries(
    tables.map((table) => [
      table,
      db.driver.prepare(`select count(*) from ${table}`).pluck().get() as number,
    ]),
  );
}

export function pendingRows(db: Db): number {
  return ['dialogues', 'contexts', 'responses', 'studies', 'ratings']
    .map(
      (table) =>
        db.driver
          .prepare(`select count(*) from ${table} where pending_import is not null`)
          .pluck()
          .get() as number,
    )
    .reduce((sum, n) => sum + n, 0);
}

/** Context for importing in a test, with a clock that stands still. */
export function importContext(db: Db) {
  return { db, now: () => '2026-01-02T03:04:05.000Z' };
}
