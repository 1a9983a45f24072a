import { expect, test } from 'vitest';
import { createInvitation } from '#db/queries/invitations.ts';
import { closeStudy } from '#db/queries/studies.ts';
import { studiesOfAnnotator, studyForAnnotator } from '#db/queries/study-annotators.ts';
import { createUser, findUser } from '#db/queries/users.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { Visitor } from '#tests/annotator-visit.ts';
import { minutesLater, noon, openToyStudy } from '#tests/study-fixture.ts';
import * as join from '../routes/join.$secret.tsx';
import { secretHash } from './secrets.server.ts';
import { optionalUser } from './session.server.ts';

const later = '2099-01-01T00:00:00.000Z';
const here = { params: { secret: 'open sesame' } };

function invitedTo(options: { maxUses?: number; expiresAt?: string; consent?: string } = {}) {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, {
    definition: { publicTitle: 'Rating answers', consent: options.consent ?? 'I take part freely.' },
  });
  const invitation = createInvitation(db, {
    kind: 'study',
    secretHash: secretHash('open sesame'),
    studyId,
    maxUses: options.maxUses ?? 2,
    now: noon,
    expiresAt: options.expiresAt ?? later,
  });
  const count = (sql: string) => (db.driver.prepare(sql).get() as { n: number }).n;
  return {
    db,
    studyId,
    invitation,
    uses: () => count('select uses as n from invitations'),
    people: () => count('select count(*) as n from users'),
    visitor: () => new Visitor(db),
  };
}

/** What the page is given: `data()` carries it beside its status. */
async function view(visitor: Visitor): Promise<unknown> {
  const answer = await visitor.ask(join.loader, here);
  return answer instanceof Response ? answer.headers.get('Location') : (answer as { data: unknown }).data;
}

test('A link shows the public title and the consent, and is not used up by being looked at', async () => {
  const study = invitedTo();
  expect(await view(study.visitor())).toEqual({
    kind: 'invited',
    title: 'Rating answers',
    consent: 'I take part freely.',
    hasTalks: false,
    signedIn: false,
    fromCrowd: false,
  });
  expect(study.uses()).toBe(0);
  expect(study.people()).toBe(0);
});

test('A link to a study with talks says so before anybody agrees', async () => {
  const study = invitedTo();
  const task = JSON.stringify({ kind: 'chat', turns: { minimum: 1, maximum: 2 }, scene: 'free' });
  study.db.driver
    .prepare(`update studies set definition = json_set(definition, '$.task', json(?))`)
    .run(task);
  expect(await view(study.visitor())).toMatchObject({ kind: 'invited', hasTalks: true });
});

test('Agreeing makes an annotator without a password who has consented and is signed in', async () => {
  const { db, studyId, uses, visitor } = invitedTo();
  const person = visitor();
  const response = await person.askForResponse(join.action, { ...here, form: {} });
  expect(response.headers.get('Location')).toBe(`/rate/${studyId}`);
  expect(uses()).toBe(1);
  const cookie = response.headers.get('Set-Cookie')?.split(';')[0] ?? '';
  const request = new Request('http://localhost/', { headers: { Cookie: cookie } });
  const user = await optionalUser({ request, context: person.context });
  expect(user).toMatchObject({ role: 'annotator', loginName: null });
  expect(studyForAnnotator(db, { studyId, userId: user!.id }).needsConsent).toBe(false);
});

test('Opening the link again in the same browser leads to the work and uses nothing', async () => {
  const { studyId, uses, people, visitor } = invitedTo({ maxUses: 1 });
  const person = visitor();
  await person.ask(join.action, { ...here, form: {} });
  expect(await view(person)).toBe(`/rate/${studyId}`);
  const again = await person.askForResponse(join.action, { ...here, form: {} });
  expect(again.headers.get('Location')).toBe(`/rate/${studyId}`);
  expect([uses(), people()]).toEqual([1, 1]);
});

test('Who is signed in as an annotator joins with that account', async () => {
  const { db, studyId, uses, people, visitor } = invitedTo();
  const user = createUser(db, { role: 'annotator', displayName: 'Ada', loginName: 'ada', now: noon });
  const person = await visitor().signInAs(user.id);
  expect(await view(person)).toMatchObject({ kind: 'invited', signedIn: true });
  await person.ask(join.action, { ...here, form: {} });
  expect([uses(), people()]).toEqual([1, 1]);
  expect(studiesOfAnnotator(db, user.id).map(({ id }) => id)).toEqual([studyId]);
});

test('Somebody who came to talk with systems takes part as the same person', async () => {
  const { db, studyId, people, visitor } = invitedTo();
  const user = createUser(db, { role: 'visitor', displayName: 'Visitor', now: noon });
  const person = await visitor().signInAs(user.id);
  await person.ask(join.action, { ...here, form: {} });
  expect(people()).toBe(1);
  expect(findUser(db, user.id)?.role).toBe('annotator');
  expect(studiesOfAnnotator(db, user.id).map(({ id }) => id)).toEqual([studyId]);
});

test('A researcher is told to use a private window, and cannot join by accident', async () => {
  const { db, uses, visitor } = invitedTo();
  const user = createUser(db, { role: 'researcher', displayName: 'Ada', now: noon });
  const person = await visitor().signInAs(user.id);
  expect(await view(person)).toEqual({ kind: 'researcher', title: 'Rating answers' });
  await person.ask(join.action, { ...here, form: {} });
  expect(uses()).toBe(0);
  expect(studiesOfAnnotator(db, user.id)).toEqual([]);
});

test('A link that is used up, expired, withdrawn, unknown, or of a closed study says so and makes nobody', async () => {
  const usedUp = invitedTo({ maxUses: 1 });
  await usedUp.visitor().ask(join.action, { ...here, form: {} });
  const revoked = invitedTo();
  revoked.db.driver.prepare('update invitations set revoked_at = ?').run(noon);
  const closed = invitedTo();
  closeStudy(closed.db, { studyId: closed.studyId, now: noon });
  const cases = [
    [usedUp, 'used-up', 1],
    [invitedTo({ expiresAt: minutesLater(1) }), 'expired', 0],
    [revoked, 'revoked', 0],
    [closed, 'closed', 0],
  ] as const;
  for (const [study, reason, people] of cases) {
    expect(await view(study.visitor())).toEqual({ kind: 'no-way', reason });
    const back = await study.visitor().askForResponse(join.action, { ...here, form: {} });
    expect(back.headers.get('Location')).toMatch(/^\/join\//);
    expect(study.people()).toBe(people);
  }
  const answer = await usedUp.visitor().ask(join.loader, { params: { secret: 'never heard of' } });
  expect(answer).toMatchObject({ data: { kind: 'no-way', reason: 'unknown' }, init: { status: 410 } });
});

test('Two people cannot share the last use of a link', async () => {
  const { people, uses, visitor } = invitedTo({ maxUses: 1 });
  const answers = await Promise.all(
    [visitor(), visitor(), visitor()].map((person) =>
      person.askForResponse(join.action, { ...here, form: {} }),
    ),
  );
  expect(answers.filter((answer) => answer.headers.get('Location')?.startsWith('/rate/'))).toHaveLength(1);
  expect([people(), uses()]).toEqual([1, 1]);
});
