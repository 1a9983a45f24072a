import { expect, test } from 'vitest';
import { temporaryDatabase } from '../testing.ts';
import { addGenerator, findGenerator } from './generator-systems.ts';
import { listVersions, putTrainingIntoService, putVersionBack } from './system-versions.ts';
import {
  addTraining,
  completeTraining,
  declineTraining,
  findTraining,
  listTrainings,
  resumeTraining,
} from './trainings.ts';

const now = '2026-11-01T12:00:00.000Z';
const deciding = { by: null, note: '', now };

function world() {
  const db = temporaryDatabase();
  const definition = { name: 'tiny', generator: 'caire', checkpoint: '/first' };
  addGenerator(db, { name: 'tiny', description: '', definition, now });
  const { id: systemId } = findGenerator(db, 'tiny');
  let jobs = 0;
  const enqueue = () => {
    const id = `job_${++jobs}`;
    db.driver
      .prepare(
        `insert into jobs (id, type, payload, status, progress, created_at) values (?, 't', '{}', 'queued', '{}', ?)`,
      )
      .run(id, now);
    return id;
  };
  const start = () =>
    addTraining(db, {
      systemId,
      kind: 'active',
      settings: {},
      startedFrom: 'aa',
      feedback: [],
      createdBy: null,
      now,
      enqueue,
    });
  const end = (job: string, status: string) =>
    db.driver.prepare('update jobs set status = ? where id = ?').run(status, job);
  return { db, systemId, definition, start, end, enqueue };
}

test('one training of a system is under way at a time, and one that stopped can go on', () => {
  const { db, systemId, start, end, enqueue } = world();
  const id = start();
  expect(() => start()).toThrow(/under way/);
  expect(() => resumeTraining(db, { id, enqueue })).toThrow(/cannot go on/);
  end('job_1', 'cancelled');
  expect(findTraining(db, id).status).toBe('failed');
  const other = start();
  expect(() => resumeTraining(db, { id, enqueue })).toThrow(/cannot go on/);
  end(findTraining(db, other).jobId ?? '', 'failed');
  resumeTraining(db, { id, enqueue });
  expect(listTrainings(db, systemId).find((each) => each.id === id)?.status).toBe('running');
});

test('a checkpoint is said to be made once, whatever comes after', () => {
  const { db, start } = world();
  const id = start();
  expect(() => declineTraining(db, { ...deciding, id })).toThrow(/not in service/);
  expect(() => putTrainingIntoService(db, { ...deciding, id, definition: {} })).toThrow(/made no checkpoint/);
  completeTraining(db, { id, checkpoint: 'bb', folder: 'trained/b', figures: { a: 1 } });
  completeTraining(db, { id, checkpoint: 'cc', folder: 'trained/c', figures: {} });
  expect(findTraining(db, id)).toMatchObject({ status: 'made', checkpoint: 'bb', figures: { a: 1 } });
});

test('versions are only ever added, and the last one is what the system answers with', () => {
  const { db, systemId, definition, start, end } = world();
  const first = start();
  completeTraining(db, { id: first, checkpoint: 'bb', folder: 'trained/b', figures: {} });
  end('job_1', 'done');
  const second = start();
  completeTraining(db, { id: second, checkpoint: 'cc', folder: 'trained/c', figures: {} });
  const at = (checkpoint: string) => ({ ...definition, checkpoint });
  const serve = (id: string, checkpoint: string) =>
    putTrainingIntoService(db, { ...deciding, id, definition: at(checkpoint) });
  serve(first, '/b');
  serve(first, '/b');
  serve(second, '/c');
  expect(findTraining(db, first).status).toBe('replaced');
  expect(findGenerator(db, 'tiny').definition).toEqual(at('/c'));
  putVersionBack(db, { ...deciding, systemId, version: 2 });
  expect(findTraining(db, first).status).toBe('in-service');
  expect(findTraining(db, second).status).toBe('replaced');
  expect(() => declineTraining(db, { ...deciding, id: first })).toThrow(/not in service/);
  putVersionBack(db, { ...deciding, systemId, version: 4 });
  expect(() => putVersionBack(db, { ...deciding, systemId, version: 9 })).toThrow(/no version 9/);
  expect(listVersions(db, systemId).map(({ version, checkpoint }) => [version, checkpoint])).toEqual([
    [4, 'bb'],
    [3, 'cc'],
    [2, 'bb'],
    [1, 'aa'],
  ]);
  expect(findGenerator(db, 'tiny').definition).toEqual(at('/b'));
});
