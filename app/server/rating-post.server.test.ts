import { describe, expect, test } from 'vitest';
import { blindedAssignment } from '#db/queries/annotator-view.ts';
import { closeStudy } from '#db/queries/studies.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { Visitor } from '#tests/annotator-visit.ts';
import { claimed, joinedAnnotator, noon, openToyStudy } from '#tests/study-fixture.ts';
import * as comment from '../routes/_annotate.rate.comment.tsx';
import * as flag from '../routes/_annotate.rate.flag.tsx';
import * as resume from '../routes/_annotate.rate.resume.tsx';
import * as save from '../routes/_annotate.rate.save.tsx';
import * as skip from '../routes/_annotate.rate.skip.tsx';
import * as submit from '../routes/_annotate.rate.submit.tsx';
import { accountKey } from './rating-account.server.ts';

const numbered = (clientSequence: number) => ({ clientId: 'another-tab', clientSequence });

async function annotatorAtWork() {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db);
  const userId = joinedAnnotator(db, studyId, 'ada');
  const assignment = claimed(db, { studyId, userId, now: new Date().toISOString() });
  const visitor = await new Visitor(db).signInAs(userId);
  const click = {
    assignment,
    position: 1,
    criterion: 'empathy',
    value: 4,
    clientId: 'a-tab-of-hers',
    clientSequence: 0,
  };
  return {
    db,
    studyId,
    userId,
    assignment,
    visitor,
    click,
    item: () => blindedAssignment(db, { assignmentId: assignment, userId }),
  };
}

async function answer(response: Response): Promise<unknown> {
  return [response.status, await response.json()];
}

describe('What the rating page posts', () => {
  test('is stored and acknowledged, once however often it is sent', async () => {
    const { visitor, click, item, db } = await annotatorAtWork();
    const first = await answer(await visitor.askForResponse(save.action, { json: click }));
    expect(first).toEqual([200, { value: 4, savedAt: expect.any(String), outcome: 'stored' }]);
    const second = await answer(await visitor.askForResponse(save.action, { json: click }));
    expect(second).toMatchObject([200, { value: 4, outcome: 'repeated' }]);
    expect(item().values).toMatchObject([{ position: 1, criterion: 'empathy', value: 4 }]);
    expect(db.driver.prepare('select count(*) as n from rating_events').get()).toEqual({ n: 1 });
  });

  test('takes comments, flags, skips and taking up again', async () => {
    const { visitor, assignment, item } = await annotatorAtWork();
    await visitor.ask(comment.action, { json: { assignment, comment: ' Odd. ', ...numbered(1) } });
    await visitor.ask(flag.action, { json: { assignment, flagged: true, ...numbered(2) } });
    expect(item()).toMatchObject({ comment: 'Odd.', flagged: true });
    await visitor.ask(skip.action, { json: { assignment, reason: 'Too sad.' } });
    expect(item()).toMatchObject({ status: 'skipped', skipReason: 'Too sad.' });
    await visitor.ask(resume.action, { json: { assignment } });
    expect(item().status).toBe('active');
  });

  test('submits a complete item and names what is missing of another', async () => {
    const { visitor, assignment, click, item } = await annotatorAtWork();
    const early = await visitor.askForResponse(submit.action, { json: { assignment } });
    expect(await answer(early)).toEqual([400, { error: expect.stringContaining('A (empathy)') }]);
    let clientSequence = 0;
    for (const position of [1, 2, 3])
      for (const criterion of ['empathy', 'relevance', 'fluency'])
        await visitor.ask(save.action, {
          json: { ...click, position, criterion, clientSequence: clientSequence++ },
        });
    const done = await visitor.askForResponse(submit.action, { json: { assignment } });
    expect(await answer(done)).toEqual([200, { submittedAt: expect.any(String) }]);
    expect(item().status).toBe('submitted');
  });

  test('is refused in words where it cannot be taken, and nothing of it is stored', async () => {
    const { db, studyId, visitor, click, item } = await annotatorAtWork();
    const refusals = [
      { json: { ...click, value: 9 }, status: 400 },
      { json: { ...click, position: 4 }, status: 400 },
      { json: { ...click, criterion: 'wit' }, status: 400 },
      { json: { ...click, value: 'high' }, status: 400 },
      { json: 'nonsense', status: 400 },
      { json: { ...click, comment: 'x'.repeat(30_000) }, status: 413 },
      { json: { ...click, assignment: 'asg_of_nobody' }, status: 404 },
    ];
    for (const { json, status } of refusals)
      expect(await answer(await visitor.askForResponse(save.action, { json }))).toEqual([
        status,
        { error: expect.stringMatching(/\.$/) },
      ]);
    closeStudy(db, { studyId, now: noon });
    const late = await visitor.askForResponse(save.action, { json: click });
    expect(await answer(late)).toEqual([410, { error: expect.stringContaining('closed') }]);
    expect(item().values).toEqual([]);
  });

  test('reaches no item of anybody else', async () => {
    const { db, studyId, click, assignment, item } = await annotatorAtWork();
    const stranger = await new Visitor(db).signInAs(joinedAnnotator(db, studyId, 'bob'));
    const attempts = [
      [save.action, click],
      [submit.action, { assignment }],
      [skip.action, { assignment, reason: 'Mine now.' }],
      [resume.action, { assignment }],
      [flag.action, { assignment, flagged: true, ...numbered(0) }],
      [comment.action, { assignment, comment: 'Mine now.', ...numbered(1) }],
    ] as const;
    for (const [action, json] of attempts)
      expect((await stranger.askForResponse(action, { json })).status).toBe(404);
    expect(item()).toMatchObject({ status: 'active', flagged: false, comment: '', values: [] });
  });

  test('asks who is signed out, or somebody else by now, to sign in again', async () => {
    const { db, studyId, visitor, click, userId, item } = await annotatorAtWork();
    expect((await new Visitor(db).askForResponse(save.action, { json: click })).status).toBe(401);
    const other = await new Visitor(db).signInAs(joinedAnnotator(db, studyId, 'bob'));
    const mixedUp = await other.askForResponse(save.action, {
      json: { ...click, account: accountKey(userId) },
    });
    expect(mixedUp.status).toBe(401);
    expect(item().values).toEqual([]);
    const own = await visitor.askForResponse(save.action, {
      json: { ...click, account: accountKey(userId) },
    });
    expect(own.status).toBe(200);
  });
});
