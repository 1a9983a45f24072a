import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseStudyDefinition } from '#annotations/parse-study-definition.ts';
import { ratingExportColumns } from '#annotations/rating-export.ts';
import { stratifiedSample } from '#annotations/stratified-sample.ts';
import { criterionSchema, studyDefinitionSchema } from '#annotations/study-definition.ts';
import { createStudy } from '#db/queries/studies.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { importDataset } from '#jobs/handlers/import/import-dataset.ts';
import { importResponses } from '#jobs/handlers/import/import-responses.ts';

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const guide = readFileSync(file('docs/guides/studies.md'), 'utf8');
const [example, criterion] = [...guide.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => JSON.parse(json!));
const now = '2026-01-05T12:00:00.000Z';

test('the guide shows the example file as it is', () => {
  expect(example).toEqual(JSON.parse(readFileSync(file('fixtures/studies/example.json'), 'utf8')));
});

test('the example of the guide works on the project’s own dialogues', async () => {
  const db = temporaryDatabase();
  const context = { db, now: () => now };
  await importDataset(context, {
    path: file('fixtures/dialogues/dialogues.jsonl'),
    dataset: 'example',
    format: 'jsonl',
  });
  await importResponses(context, { path: file('fixtures/dialogues/responses.jsonl'), dataset: 'example' });
  const study = createStudy(db, { definition: parseStudyDefinition(example), now, sample: stratifiedSample });
  expect(study).toMatchObject({ name: 'example', items: 32 });
  const emotions = db.driver
    .prepare(
      `select count(distinct d.emotion) from study_items i join contexts c on c.id = i.context_id
       join dialogues d on d.id = c.dialogue_id`,
    )
    .pluck()
    .get();
  expect(emotions).toBe(32);
});

test('the criterion of the guide is one', () => {
  expect(criterionSchema.parse(criterion)).toEqual(criterion);
});

test('the guide names every setting and every column of an export', () => {
  for (const setting of Object.keys(studyDefinitionSchema.shape)) expect(guide).toContain(`\`${setting}`);
  for (const column of ratingExportColumns) expect(guide).toContain(`\`${column}\``);
});
