import { expect, test } from 'vitest';
import { designSolver } from '#annotations/study-assignment.ts';
import type { Db } from '#db/client.ts';
import { addCrowdPerson } from '#db/queries/crowd-people.ts';
import { createInvitation } from '#db/queries/invitations.ts';
import { endPart } from '#db/queries/study-endings.ts';
import { addSurveyAnswers } from '#db/queries/survey-answers.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { joinedAnnotator, minutesLater, noon, openToyStudy } from '#tests/study-fixture.ts';
import { spokenBy } from '../testing.ts';
import { registerParticipation } from './study-participation.ts';

const study = async (db: Db, ...words: readonly string[]) =>
  (await spokenBy(registerParticipation, { db, now: noon }, words)).out;

function studyWithPeople(): Db {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, {
    definition: {
      crowd: { platform: 'prolific', completionCode: 'DONE1' },
      exitSurvey: {
        questions: [{ kind: 'text', name: 'remarks', question: 'Anything else?' }],
        askAboutSystems: true,
      },
    },
  });
  const invitationId = createInvitation(db, {
    kind: 'study',
    secretHash: 'hash',
    studyId,
    maxUses: 5,
    now: noon,
    expiresAt: minutesLater(9999),
  });
  for (const [index, name] of ['zoe', 'abe'].entries()) {
    const userId = joinedAnnotator(db, studyId, name);
    const person = {
      platform: 'prolific' as const,
      personId: name.repeat(8),
      submissionId: 's1',
      projectId: 'p1',
    };
    addCrowdPerson(db, { studyId, person, userId, invitationId, now: noon });
    if (index === 1) continue;
    const at = { studyId, userId, now: minutesLater(12) };
    addSurveyAnswers(db, { ...at, answers: new Map([['remarks', 'Long, but "fine".']]) });
    endPart(db, { ...at, solver: designSolver, kind: 'complete' });
  }
  return db;
}

test('`study survey` prints a row a rater with every question, by pseudonym', async () => {
  const db = studyWithPeople();
  expect(await study(db, 'survey', 'toy study')).toBe(
    `rater,remarks,recognised_author,kind_of_author,which_author,answered_at\nR01,"Long, but ""fine"".",,,,${minutesLater(12)}\n`,
  );
  expect(JSON.parse(await study(db, 'survey', 'toy study', '--json'))).toMatchObject({
    rater: 'R01',
    answers: { remarks: 'Long, but "fine".', which_author: null },
  });
});

test('`study payments` lists everybody from the platform by their id, without a pseudonym', async () => {
  const db = studyWithPeople();
  const csv = await study(db, 'payments', 'toy study', '--format', 'csv');
  expect(csv.split('\n').slice(0, 3)).toEqual([
    'id,status,code,minutes,platform,submission,project',
    `${'abe'.repeat(8)},unfinished,,0,prolific,s1,p1`,
    `${'zoe'.repeat(8)},complete,DONE1,12,prolific,s1,p1`,
  ]);
  expect(csv).not.toContain('R0');
  expect(csv + (await study(db, 'payments', 'toy study', '--json'))).not.toContain(noon.slice(0, 10));
  expect(await study(db, 'payments', 'toy study')).toMatch(/abe.*unfinished/);
});

test('A study without survey or platform says so', async () => {
  const db = temporaryDatabase();
  openToyStudy(db);
  await expect(study(db, 'survey', 'toy study')).rejects.toThrow('The study toy study has no exit survey.');
  await expect(study(db, 'payments', 'toy study')).rejects.toThrow('from a crowd platform');
  await expect(study(db, 'payments', 'toy study', '--format', 'xml')).rejects.toThrow(
    'There is no format xml',
  );
});
