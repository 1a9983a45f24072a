import { describe, expect, test } from 'vitest';
import type { StudyDefinitionInput } from '#annotations/study-definition.ts';
import { loader as root } from '#app/root.tsx';
import * as studies from '#app/routes/_annotate.rate._index.tsx';
import * as rate from '#app/routes/_annotate.rate.$study.($number).tsx';
import * as comment from '#app/routes/_annotate.rate.comment.tsx';
import * as flag from '#app/routes/_annotate.rate.flag.tsx';
import * as resume from '#app/routes/_annotate.rate.resume.tsx';
import * as save from '#app/routes/_annotate.rate.save.tsx';
import * as skip from '#app/routes/_annotate.rate.skip.tsx';
import * as submit from '#app/routes/_annotate.rate.submit.tsx';
import { loader as annotateLayout } from '#app/routes/_annotate.tsx';
import * as join from '#app/routes/join.$secret.tsx';
import { secretHash } from '#app/server/secrets.server.ts';
import type { Db } from '#db/client.ts';
import { createInvitation } from '#db/queries/invitations.ts';
import { closeStudy } from '#db/queries/studies.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { Visitor } from '#tests/annotator-visit.ts';
import { noon, openToyStudy } from '#tests/study-fixture.ts';

// Names that occur in no word of the program, so that finding one means that it leaked.
const systems = ['Quokkanator-9', 'Zyzzyva-small', 'human-ish Vorpal'];
// Page, study, step, item, turn, response, criterion, value: the whole vocabulary of the rating page.
const namedInView = [
  ...['account', 'hasPassword', 'study', 'step', 'previous', 'next'],
  ...['id', 'title', 'status', 'instructions', 'isDialogue', 'criteria', 'items', 'submitted', 'shows'],
  ...['kind', 'reason', 'comesFreeAt', 'completion', 'item'],
  ...['assignmentId', 'number', 'turns', 'emotion', 'situation', 'responses', 'values'],
  ...['flagged', 'comment', 'skipReason', 'skipped', 'submittedAt'],
  ...['speaker', 'text', 'position', 'label'],
  ...['name', 'question', 'minimum', 'maximum', 'anchors'],
  ...['criterion', 'value', 'savedAt'],
];
// What generators know of their answers, in words and numbers that occur nowhere else.
const known = {
  finished: 'length',
  raw: 'gribbly mumble',
  tokens: [90817, 90818],
  logProbabilities: [-7.9183, -6.1727],
  emotion: [{ label: 'wistful-zebra', probability: 0.6183 }],
  exemplars: [{ text: 'An ocelot told me so.', score: 17.3391 }],
  levels: { emotionalReaction: [0.1171, 0.2203, 0.6626], interpretation: [1, 0, 0], exploration: [1, 0, 0] },
};
const knownSecrets = [
  ...['gribbly', '90817', '7.9183', 'wistful-zebra', '0.6183', 'ocelot', '17.3391', '0.6626'],
  ...['logProbabilit', 'exemplar', 'emotionalReaction', 'finished', 'knowledge'],
];
const everywhere = { params: { secret: 'open sesame' } };
type Handler = Parameters<Visitor['ask']>[0];

/** Everything that must not reach an annotator: names and ids of systems, runs and responses, study and dataset. */
function secretsOf(db: Db): string[] {
  const column = (sql: string) => db.driver.prepare(sql).pluck().all().map(String);
  return [
    ...column('select name from systems'),
    ...column('select id from systems'),
    ...column('select id from runs'),
    ...column('select id from responses'),
    ...column('select name from studies'),
    ...column('select name from datasets'),
    ...column('select id from datasets'),
    ...column('select conv_id from dialogues'),
  ];
}

/** All that an answer carries: body, status, headers. */
async function serialised(answer: unknown): Promise<string> {
  if (!(answer instanceof Response)) return JSON.stringify(answer);
  return JSON.stringify([answer.status, [...answer.headers], await answer.text()]);
}

/** An annotator's whole way through a study; returns every byte of data on it. */
async function wayThrough(db: Db, studyId: string): Promise<string[]> {
  const visitor = new Visitor(db);
  const heard: string[] = [];
  const ask = async (handler: Handler, what: Parameters<Visitor['ask']>[1] = {}) => {
    const answer = await visitor.ask(handler, what);
    heard.push(await serialised(answer instanceof Response ? answer.clone() : answer));
    return answer;
  };
  const params = { study: studyId };
  await ask(join.loader, everywhere);
  await ask(join.action, { ...everywhere, form: {} });
  await ask(root);
  await ask(annotateLayout);
  await ask(studies.loader);
  await ask(rate.loader, { params });
  for (let item = 1; item <= 3; item++) {
    const page = (await ask(rate.loader, { params, search: '?begun' })) as Awaited<
      ReturnType<typeof rate.loader>
    >;
    if (page.step.kind !== 'item') throw new Error('no item');
    const assignment = page.step.item.assignmentId;
    if (item === 2) {
      await ask(skip.action, { json: { assignment, reason: 'Too sad.' } });
      await ask(resume.action, { json: { assignment } });
    }
    await ask(submit.action, { json: { assignment } });
    let clientSequence = 0;
    const criteria = page.step.item.criteria.map(({ name }) => name);
    for (const position of [1, 2, 3, 4])
      for (const criterion of [...criteria, 'wit'])
        await ask(save.action, {
          json: {
            assignment,
            position,
            criterion,
            value: 3,
            clientId: `tab-${assignment}`,
            clientSequence: clientSequence++,
          },
        });
    await ask(flag.action, { json: { assignment, flagged: true } });
    await ask(comment.action, { json: { assignment, comment: 'Odd.' } });
    await ask(submit.action, { json: { assignment } });
    await ask(rate.loader, { params: { ...params, number: String(item) } });
    await ask(rate.action, { params, form: { assignment, 'rating.1.empathy': '9' } });
  }
  await ask(rate.loader, { params });
  closeStudy(db, { studyId, now: noon });
  await ask(rate.loader, { params });
  await ask(rate.loader, { params: { ...params, number: '1' } });
  await ask(save.action, { json: { assignment: 'asg_none', position: 1 } });
  return heard;
}

function studyToHide(definition: Partial<StudyDefinitionInput> = {}): { db: Db; studyId: string } {
  const db = temporaryDatabase();
  const studyId = openToyStudy(db, {
    items: 3,
    systems,
    definition: {
      name: 'Quokka against Zyzzyva, secret comparison',
      publicTitle: 'Rating answers',
      consent: 'I take part freely.',
      show: { emotion: true, situation: true },
      ...definition,
    },
  });
  db.driver
    .prepare('insert into response_details (response_id, details) select id, ? from responses')
    .run(JSON.stringify(known));
  createInvitation(db, {
    kind: 'study',
    secretHash: secretHash('open sesame'),
    studyId,
    maxUses: 5,
    now: noon,
    expiresAt: '2099-01-01T00:00:00.000Z',
  });
  return { db, studyId };
}

const words = { label: 'Own', question: 'How?' };
const compared: Partial<StudyDefinitionInput> = {
  criteria: [
    { ...words, name: 'order', kind: 'ranking' },
    { ...words, name: 'prefer', kind: 'choice', ties: true },
    { ...words, name: 'slide', kind: 'slider' },
  ],
  assignment: { annotators: 2, shown: 2 },
};

describe('An annotator’s whole way through a study', () => {
  test.each([
    ['on scales', {}],
    ['that ranks and chooses between two of the three', compared],
  ])('%s carries no name or id of a system, run, response, study or dataset', async (_how, definition) => {
    const { db, studyId } = studyToHide(definition);
    const heard = await wayThrough(db, studyId);
    expect(heard.length).toBeGreaterThan(60);
    // That there was something to hide, and something to see.
    expect(heard.join()).toContain('like no other');
    const secrets = secretsOf(db).filter((secret) => secret !== 'toy');
    expect(secrets.length).toBeGreaterThan(18);
    for (const secret of secrets)
      for (const answer of heard) expect(answer, `“${secret}” in ${answer}`).not.toContain(secret);
    for (const answer of heard) expect(answer).not.toMatch(/\btoy\b/);
    for (const secret of knownSecrets)
      for (const answer of heard) expect(answer, `“${secret}” in ${answer}`).not.toContain(secret);
  });

  test('carries nothing but what the view of an annotator names', async () => {
    const { db, studyId } = studyToHide();
    const pages = (await wayThrough(db, studyId)).filter((answer) => answer.startsWith('{"study"'));
    expect(pages.length).toBeGreaterThan(8);
    const keys = new Set<string>();
    for (const page of pages)
      JSON.parse(page, (key, value: unknown) => {
        if (!/^\d*$/.test(key)) keys.add(key);
        return value;
      });
    expect([...keys].sort()).toEqual([...namedInView].sort());
  });
});

test('Nobody reaches the rating pages of a study they have not joined, or an item not given to them', async () => {
  const { db, studyId } = studyToHide();
  const stranger = new Visitor(db);
  await stranger.ask(join.action, { ...everywhere, form: {} });
  const { id } = db.driver.prepare(`select id from users`).get() as { id: string };
  const outsider = new Visitor(db);
  db.driver
    .prepare(
      `insert into users (id, role, display_name, created_at) values ('usr_out', 'annotator', 'Out', ?)`,
    )
    .run(noon);
  await outsider.signInAs('usr_out');
  expect((await outsider.askForResponse(rate.loader, { params: { study: studyId } })).status).toBe(404);
  for (const number of ['1', '0', '-1', 'x', '99999999999'])
    expect((await stranger.askForResponse(rate.loader, { params: { study: studyId, number } })).status).toBe(
      404,
    );
  expect((await stranger.askForResponse(rate.loader, { params: { study: 'stu_none' } })).status).toBe(404);
  expect(id).toMatch(/^usr_/);
  const nobody = await new Visitor(db).askForResponse(rate.loader, { params: { study: studyId } });
  expect(nobody.headers.get('Location')).toMatch(/^\/sign-in/);
});
