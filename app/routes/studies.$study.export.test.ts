import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { ratingExportColumns } from '#annotations/rating-export.ts';
import { iterateExportRows } from '#db/queries/rating-export.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { finishedStudy } from '#tests/finished-study.ts';
import { requestContext } from '#tests/request-context.ts';
import { refusal, visitor } from '#tests/visitor.ts';
import { loader } from './studies.$study.export.tsx';

async function world() {
  const context = requestContext(temporaryDatabase());
  const study = finishedStudy(context.db);
  const ada = await visitor(context, 'researcher');
  const load = (query: string, id = study) =>
    loader({ request: ada.get(`/studies/${id}/export${query}`), params: { study: id }, context });
  return { context, study, load, rows: () => [...iterateExportRows(context.db, { studyId: study })] };
}

test('what is downloaded as CSV reads back as the rows of the database', async () => {
  const { load, rows, context } = await world();
  context.db.driver.prepare(`update responses set text = ?`).run('He said "no, never",\nand left. ');
  const records = parse(await (await load('?format=csv')).text(), { columns: true });
  expect(records).toHaveLength(72);
  expect(records).toEqual(
    rows().map((row) =>
      Object.fromEntries(ratingExportColumns.map((column) => [column, String(row[column] ?? '')])),
    ),
  );
});

test('what is downloaded as JSON Lines reads back as the rows of the database', async () => {
  const { load, rows } = await world();
  const lines = (await (await load('?format=jsonl')).text()).trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(rows());
});

test('unfinished ratings are left out unless they are asked for', async () => {
  const { load, context } = await world();
  context.db.driver.prepare(`update assignments set status = 'expired' where sequence = 0`).run();
  const count = async (query: string) => (await (await load(query)).text()).trimEnd().split('\n').length;
  expect(await count('?format=jsonl')).toBe(72 - 18);
  expect(await count('?format=jsonl&include=all')).toBe(72);
});

test('the file is named after the study and the day, in a header that no name can break', async () => {
  const { load, context } = await world();
  // No definition may have such a name; what an older program has stored may.
  context.db.driver.prepare('update studies set name = ?').run('Empathie: „wärmer“?\r\nX-Evil: "1"; 中文');
  const header = (await load('?format=csv')).headers.get('Content-Disposition') ?? '';
  const day = new Date().toISOString().slice(0, 10);
  expect(header).toMatch(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.%-]+$/);
  expect(decodeURIComponent(header.split("''")[1] ?? '')).toBe(
    `Empathie-warmer-X-Evil-1-中文-ratings-${day}.csv`,
  );
});

test('an unknown study and an unknown format are refused in words', async () => {
  const { load } = await world();
  expect((await refusal(() => load('?format=csv', 'stu_nothing'))).status).toBe(404);
  const refused = await refusal(() => load('?format=xlsx'));
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('csv or jsonl')]);
});
