import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { newId } from '#lib/ids.ts';
import { makeSmallCaire } from '#models/training/recipe-testing.ts';
import { empatheticTalk, jsonLines, writeText } from '#models/training/testing.ts';
import { importDataset } from '../handlers/import/import-dataset.ts';

export const testNow = '2026-11-01T12:00:00.000Z';

/** Trains a CAiRE of some 10,000 parameters into `folder`, and writes the dialogues it knows beside it. */
export async function makeTinyCaire(folder: string): Promise<void> {
  const dialogues = jsonLines(empatheticTalk(40));
  writeText(folder, 'talk.jsonl', dialogues);
  const data = [{ path: 'talk.jsonl', form: 'empathetic-dialogues' }];
  await makeSmallCaire(folder, 'caire', { data, epochs: 20, positions: 256 });
}

export interface LearningWorld {
  readonly db: Db;
  readonly dataDir: string;
}

/** A data folder with the system `tiny`, made by `makeTinyCaire`, its dialogues as the dataset `talk`, and feedback. */
export async function learningWorld(made: string): Promise<LearningWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'workbench-learning-'));
  cpSync(join(made, 'caire'), join(dataDir, 'tiny'), { recursive: true });
  const db = openDatabase(databasePath(dataDir));
  migrateDatabase(db);
  onTestFinished(() => {
    db.driver.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const definition = { name: 'tiny', generator: 'caire', checkpoint: join(dataDir, 'tiny') };
  addGenerator(db, { name: 'tiny', description: '', definition, now: testNow });
  const path = join(dataDir, 'talk.jsonl');
  writeFileSync(path, jsonLines(empatheticTalk(40)));
  await importDataset({ db, now: () => testNow }, { path, dataset: 'talk', format: 'jsonl' });
  return { db, dataDir };
}

export interface GivenFeedback {
  readonly said: string;
  readonly reply: string;
  /** An edit; a report where left out. */
  readonly correction?: string;
  readonly status?: 'open' | 'accepted' | 'dropped';
}

/** Feedback on replies of `tiny`, accepted unless it says otherwise. Returns the ids. */
export function giveFeedback(db: Db, feedback: readonly GivenFeedback[]): string[] {
  const insert = db.driver.prepare(
    `insert into feedback (id, kind, system_id, history, reply, correction, reason, remark, origin, status, created_at,
       updated_at)
     values (?, ?, (select id from systems where name = 'tiny'), ?, ?, ?, ?, '', ?, ?, ?, ?)`,
  );
  const origin = JSON.stringify({ definition: null, checkpoint: 'c0ffee', settings: {}, seed: 1 });
  return feedback.map(({ said, reply, correction, status = 'accepted' }, index) => {
    const id = newId('feedback');
    const history = JSON.stringify([{ speaker: 'speaker', text: said }]);
    const at = new Date(Date.parse(testNow) + index * 1000).toISOString();
    const isEdit = correction !== undefined;
    const reason = isEdit ? null : 'unsafe';
    insert.run(
      id,
      isEdit ? 'edit' : 'report',
      history,
      reply,
      correction ?? null,
      reason,
      origin,
      status,
      at,
      at,
    );
    return id;
  });
}
