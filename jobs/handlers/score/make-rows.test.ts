import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import { scorableRuns } from '#db/queries/metric-rows.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { isRowMetric } from '#eval/metrics/catalogue/text-metric.ts';
import { importDataset } from '#jobs/handlers/import/import-dataset.ts';
import { importResponses } from '#jobs/handlers/import/import-responses.ts';
import { importContext } from '#jobs/handlers/import/testing.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { failureOf } from '#tests/failure-of.ts';
import { chooseMetrics } from './choose-metrics.ts';
import { makeRows, type RowContext } from './make-rows.ts';
import { scoringResources } from './scoring-resources.ts';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/dialogues/${name}`, import.meta.url));
const kinds = [
  ...new Set(
    chooseMetrics(['sacrebleu.corpus_bleu', 'nltk.meteor_score', 'length'])
      .filter(isRowMetric)
      .map(({ rows }) => rows),
  ),
];

async function rowsMade(changes: Partial<RowContext>): Promise<unknown[]> {
  const db = temporaryDatabase();
  const dataset = { path: fixture('dialogues.jsonl'), dataset: 'demo', format: 'jsonl' as const };
  await importDataset(importContext(db), dataset);
  await importResponses(importContext(db), { path: fixture('responses.jsonl'), dataset: 'demo' });
  const runs = scorableRuns(db, findDataset(db, 'demo').id);
  const pending = runs.map((run) => ({ run, kinds }));
  await makeRows({ db, resources: scoringResources(), ...changes }, pending, 'none');
  return storedRows(db);
}

function storedRows(db: Db): unknown[] {
  return db.driver
    .prepare(
      `select m.response_id, s.signature, hex(m.statistics) as statistics, m.reason from metric_rows m
       join row_signatures s on s.id = m.signature_id order by 1, 2`,
    )
    .all();
}

test('threads make the rows that one thread makes', async () => {
  const rows = await rowsMade({});
  expect(rows.length).toBeGreaterThan(3 * 192 * (kinds.length - 1));
  expect(await rowsMade({ threads: 2, rowsWorthThreads: 1 })).toEqual(rows);
}, 120_000);

test('what a kind needs and is not there is told as it is', async () => {
  const wordNet = () => {
    throw new WorkbenchError('unavailable', 'WordNet is not installed.');
  };
  expect(await failureOf(rowsMade({ resources: { wordNet } }))).toMatchObject({ code: 'unavailable' });
});
