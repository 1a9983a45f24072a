import { expect, test } from 'vitest';
import { temporaryDatabase } from '../testing.ts';
import { answeringSystemIds, listAnsweringSystems } from './answering-systems.ts';
import { listContenders } from './arena-battles.ts';
import { decideFeedback, findFeedback } from './feedback.ts';
import { feedbackOfTraining } from './feedback-review.ts';
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
import { addTrialSystem } from './trial-systems.ts';

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
  const start = (feedback: readonly string[] = []) =>
    addTraining(db, {
      systemId,
      kind: 'active',
      settings: {},
      startedFrom: 'aa',
      feedback,
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

test('what is learned stays as it was accepted, whatever is decided, rewritten or taken back afterwards', () => {
  const { db, systemId, start } = world();
  const origin = JSON.stringify({ definition: null, checkpoint: 'aa', settings: {}, seed: 1 });
  const add = db.driver.prepare(
    `insert into feedback (id, kind, system_id, history, reply, correction, origin, status, created_at, updated_at)
     values (?, 'edit', ?, '[{"speaker":"speaker","text":"Hello."}]', 'Oh.', ?, ?, 'accepted', ?, ?)`,
  );
  add.run('fbk_b', systemId, 'Second.', origin, '2026-11-01T12:00:02.000Z', now);
  add.run('fbk_a', systemId, 'First.', origin, '2026-11-01T12:00:01.000Z', now);
  const decide = (id: string, status: 'open' | 'dropped' | 'accepted') =>
    decideFeedback(db, { id, status, userId: null, seen: findFeedback(db, id)?.updatedAt ?? '', now });

  decide('fbk_b', 'dropped');
  expect(() => start(['fbk_a', 'fbk_b'])).toThrow(/no longer accepted/);
  decide('fbk_b', 'accepted');
  const id = start(['fbk_a', 'fbk_b']);
  const learned = feedbackOfTraining(db, id);
  expect(learned.map(({ correction }) => correction)).toEqual(['First.', 'Second.']);
  expect(learned[0]).toMatchObject({
    id: 'fbk_a',
    system: 'tiny',
    history: [{ text: 'Hello.' }],
    origin: { checkpoint: 'aa' },
    createdAt: '2026-11-01T12:00:01.000Z',
  });

  decide('fbk_a', 'dropped');
  decide('fbk_b', 'open');
  db.driver.prepare(`update feedback set correction = 'Never looked at.' where id = 'fbk_b'`).run();
  expect(feedbackOfTraining(db, id)).toEqual(learned);
  db.driver.prepare('delete from feedback').run();
  expect(feedbackOfTraining(db, id)).toEqual(learned.map((each) => ({ ...each, id: null })));
});

test('a checkpoint that is only being tried is nobody’s choice, and goes once it is decided unless it has runs', () => {
  const { db, definition, start, end } = world();
  const id = start();
  completeTraining(db, { id, checkpoint: 'bb', folder: 'trained/b', figures: {} });
  end('job_1', 'done');
  const names = () => listAnsweringSystems(db).map(({ name, isTrial }) => [name, isTrial]);
  const attempt = (name: string) =>
    addTrialSystem(db, { name, description: '', definition, trainingId: id, now });
  attempt('tiny training b');
  attempt('tiny with runs');
  expect(names()).toEqual([
    ['tiny', false],
    ['tiny training b', true],
    ['tiny with runs', true],
  ]);
  expect(listContenders(db).map(({ name }) => name)).toEqual(['tiny']);
  expect(() => answeringSystemIds(db, ['tiny training b'])).toThrow(/no system named tiny training b/);

  db.driver.exec(
    `insert into datasets (id, name, description, created_at) values ('dst_1', 'd', '', '${now}')`,
  );
  db.driver.exec(
    `insert into runs (id, system_id, dataset_id, label, settings, created_at)
     select 'run_1', id, 'dst_1', 'one', '{}', '${now}' from systems where name = 'tiny with runs'`,
  );
  declineTraining(db, { ...deciding, id });
  expect(names()).toEqual([
    ['tiny', false],
    ['tiny with runs', true],
  ]);
  attempt('tiny training b');
  putTrainingIntoService(db, { ...deciding, id, definition });
  expect(names().map(([name]) => name)).toEqual(['tiny', 'tiny with runs']);
});
