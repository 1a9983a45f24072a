import { expect, test } from 'vitest';
import { parseStudyDefinition } from '#annotations/parse-study-definition.ts';
import { stratifiedSample } from '#annotations/stratified-sample.ts';
import { designSolver } from '#annotations/study-assignment.ts';
import type { Db } from '#db/client.ts';
import { createChatLink, revokeChatLink } from '#db/queries/chat-links.ts';
import { addGenerator, findGenerator } from '#db/queries/generator-systems.ts';
import { closeStudy, createStudy, openStudy } from '#db/queries/studies.ts';
import { studyEvents } from '#db/queries/study-log.ts';
import { putTrainingIntoService, putVersionBack } from '#db/queries/system-versions.ts';
import { addTraining, completeTraining } from '#db/queries/trainings.ts';
import { createUser } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { insertDialogues, twoTurns } from '#tests/dialogue-fixture.ts';
import { noon } from '#tests/study-fixture.ts';
import { concernSentences, serviceConcerns, settleConcerns } from './service-concerns.ts';

const now = noon;
const definition = { name: 'tiny', generator: 'caire', checkpoint: '/first' };

function world() {
  const db = temporaryDatabase();
  insertDialogues(db, { dialogues: 4, systems: ['old'], turns: twoTurns });
  for (const name of ['tiny', 'other'])
    addGenerator(db, { name, description: '', definition: { ...definition, name }, now });
  return { db, systemId: findGenerator(db, 'tiny').id, otherId: findGenerator(db, 'other').id };
}

function openTalkStudy(db: Db): string {
  const file = {
    name: 'talking',
    dataset: 'talks',
    systems: ['tiny', 'other'],
    task: { kind: 'chat' as const, turns: { minimum: 2, maximum: 3 } },
    sample: { items: 4 },
    criteria: ['empathy'],
    ratingsPerItem: 2,
  };
  const { id } = createStudy(db, { definition: parseStudyDefinition(file), now, sample: stratifiedSample });
  openStudy(db, { studyId: id, now, solver: designSolver });
  return id;
}

function openLink(db: Db, kind: 'chat' | 'arena', systems: readonly string[]): string {
  return createChatLink(db, {
    kind,
    secretHash: kind,
    title: `My ${kind}`,
    welcome: '',
    systems,
    isBlind: false,
    maxUses: null,
    createdBy: createUser(db, { role: 'researcher', displayName: `Maker of ${kind}`, now }).id,
    now,
    expiresAt: null,
  });
}

test('a talk study that is open wants a reason, which goes to its log; a closed one has nothing against it', () => {
  const { db, systemId } = world();
  const studyId = openTalkStudy(db);
  const change = { system: 'tiny', systemId, startedFrom: null, now };
  expect(() => settleConcerns(db, { ...change, isConfirmed: false, note: 'Why.' })).toThrow(/talking/);
  expect(() => settleConcerns(db, { ...change, isConfirmed: true, note: ' ' })).toThrow(/study’s log/);
  const deviations = () => studyEvents(db, studyId).filter(({ kind }) => kind === 'deviation');
  expect(deviations()).toEqual([]);
  settleConcerns(db, { ...change, isConfirmed: true, note: 'It hurt somebody.' });
  expect(deviations()).toMatchObject([{ detail: expect.stringContaining('It hurt somebody.') }]);
  // Whoever reads the log is not told which.
  expect(deviations()[0]?.detail).not.toContain('tiny');

  closeStudy(db, { studyId, now });
  settleConcerns(db, { ...change, isConfirmed: false, note: '' });
  expect(deviations()).toHaveLength(1);
});

test('links that are open and have the system are told and to be confirmed', () => {
  const { db, systemId, otherId } = world();
  const change = { system: 'tiny', systemId, startedFrom: null, now };
  const told = () => concernSentences(serviceConcerns(db, change));
  openLink(db, 'chat', [otherId]);
  expect(told()).toEqual([]);
  const id = openLink(db, 'arena', [systemId, otherId]);
  expect(told()).toEqual([expect.stringContaining('“My arena”')]);
  expect(() => settleConcerns(db, { ...change, isConfirmed: false, note: '' })).toThrow(/My arena/);
  settleConcerns(db, { ...change, isConfirmed: true, note: '' });
  revokeChatLink(db, { id, now });
  expect(told()).toEqual([]);
});

test('a training that began before another came into service would undo that one', () => {
  const { db, systemId } = world();
  const deciding = { by: null, note: '', now };
  const made = (checkpoint: string, job: string) => {
    const enqueue = () => {
      db.driver
        .prepare(
          `insert into jobs (id, type, payload, status, progress, created_at) values (?, 't', '{}', 'done', '{}', ?)`,
        )
        .run(job, now);
      return job;
    };
    const training = { systemId, kind: 'active', settings: {}, startedFrom: 'c0', feedback: [] } as const;
    const id = addTraining(db, { ...training, createdBy: null, now, enqueue });
    completeTraining(db, { id, checkpoint, folder: `trained/${id}`, figures: {} });
    return id;
  };
  const change = { system: 'tiny', systemId, startedFrom: 'c0', now, note: '' };
  const [a] = [made('a', 'job_a'), made('b', 'job_b')];
  settleConcerns(db, { ...change, isConfirmed: false });
  putTrainingIntoService(db, { ...deciding, id: a, definition: { ...definition, checkpoint: '/a' } });
  expect(serviceConcerns(db, change).undone).toEqual({ version: 2, trainingId: a, checkpoint: 'a' });
  expect(() => settleConcerns(db, { ...change, isConfirmed: false })).toThrow(/version 2.*would be undone/);
  settleConcerns(db, { ...change, isConfirmed: true });
  putVersionBack(db, { ...deciding, systemId, version: 1 });
  settleConcerns(db, { ...change, isConfirmed: false });
});
