import { beforeEach, expect, test } from 'vitest';
import { parseStudyDefinition } from '#annotations/parse-study-definition.ts';
import { compareParties, partySettings } from '#annotations/parties/compare-parties.ts';
import { thirdPartyFile } from '#annotations/parties/third-party-file.ts';
import { reportStudy } from '#annotations/report/report-study.ts';
import { stratifiedSample } from '#annotations/stratified-sample.ts';
import { designSolver } from '#annotations/study-assignment.ts';
import type { StudyDefinitionInput } from '#annotations/study-definition.ts';
import type { Db } from '#db/client.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { insertDialogues, twoTurns } from '#tests/dialogue-fixture.ts';
import { claim, joinedAnnotator, minutesLater, noon } from '#tests/study-fixture.ts';
import { blindedAssignment } from './annotator-view.ts';
import { skipAssignment, submitAssignment } from './assignment-changes.ts';
import { finishReply, retryReply, sayInConversation } from './conversations.ts';
import { exportedItems } from './exported-items.ts';
import { countTalks, loadParties, otherParties } from './party-ratings.ts';
import { saveRating } from './ratings.ts';
import { loadReportInput } from './report-input.ts';
import { createStudy, openStudy } from './studies.ts';
import { findStudy } from './study-lookup.ts';
import { talkDurations } from './talk-durations.ts';
import { endTalk, goOnTalking, talkOf } from './talks.ts';

let db: Db;
beforeEach(() => {
  db = temporaryDatabase();
  insertDialogues(db, { dialogues: 4, systems: ['old'], turns: twoTurns });
  for (const name of ['warm', 'curt'])
    db.driver
      .prepare(
        `insert into systems (id, name, kind, definition, created_at) values (?, ?, 'generator', '{"generator":"echo"}', ?)`,
      )
      .run(`sys_${name}`, name, noon);
});

function chatStudy(changes: Partial<StudyDefinitionInput> = {}): string {
  const definition = parseStudyDefinition({
    name: 'talking',
    dataset: 'talks',
    systems: ['warm', 'curt'],
    task: { kind: 'chat', turns: { minimum: 2, maximum: 3 } },
    sample: { items: 4 },
    criteria: ['empathy'],
    ratingsPerItem: 2,
    ...changes,
  });
  const { id } = createStudy(db, { definition, now: noon, sample: stratifiedSample });
  openStudy(db, { studyId: id, now: noon, solver: designSolver });
  return id;
}

function given(studyId: string, userId: string) {
  const found = claim(db, { studyId, userId, now: noon });
  if (found.kind !== 'assignment') throw new Error(found.reason);
  return { assignmentId: found.assignmentId, userId, now: noon };
}

/** Says something, answered so; null for a system that fails. */
function say(own: ReturnType<typeof given>, text: string, answer: string | null): void {
  const { conversationId } = goOnTalking(db, { ...own, asks: 'say' });
  const { replies } = sayInConversation(db, { conversationId, text, now: noon });
  for (const { id } of replies)
    finishReply(db, {
      replyId: id,
      status: answer === null ? 'failed' : 'done',
      text: answer ?? '',
      checkpoint: 'sum',
      milliseconds: 5,
    });
}

function talked(studyId: string, userId: string, value: number) {
  const own = given(studyId, userId);
  talkOf(db, own);
  say(own, 'I lost my job.', 'That is hard.');
  say(own, 'It is.', 'How are you now?');
  endTalk(db, own);
  const view = blindedAssignment(db, own);
  const click = { ...own, criterion: 'empathy', clientId: `tab-of-${own.assignmentId}`, clientSequence: 1 };
  saveRating(db, { ...click, position: view.responses.length, value });
  submitAssignment(db, own);
  return view;
}

test('the scene is shown, and nothing of the system', () => {
  const studyId = chatStudy();
  const own = given(studyId, joinedAnnotator(db, studyId, 'ann'));
  const talk = talkOf(db, own);
  expect(talk).toMatchObject({ number: 1, minimum: 2, maximum: 3, status: 'active' });
  expect(talk?.situation).toMatch(/^Situation \d/u);
  expect(JSON.stringify(talk)).not.toMatch(/warm|curt|sys_/u);
  expect(talkOf(db, own)?.conversationId).toBe(talk?.conversationId);
});

test('a talk that was had is a dialogue of the study’s own dataset, and is rated as a whole', () => {
  const studyId = chatStudy();
  const view = talked(studyId, joinedAnnotator(db, studyId, 'ann'), 4);
  expect(view).toMatchObject({ isDialogue: true, turns: [{ speaker: 'speaker', text: 'I lost my job.' }] });
  expect(view.responses.map(({ text }) => text)).toEqual(['That is hard.', 'How are you now?']);
  expect(view.responses[1]?.before).toEqual([{ speaker: 'speaker', text: 'It is.' }]);
  const items = [...exportedItems(db, { studyId })];
  expect(items.map(({ item }) => item)).toEqual(['talk:1#1', 'talk:1#3']);
  expect(items[1]?.context.map(({ text }) => text)).toEqual(['I lost my job.', 'That is hard.', 'It is.']);
});

test('how long replies take is counted over a study, by system, and in no other study', () => {
  const studyId = chatStudy();
  for (const name of ['ann', 'ben', 'cem', 'dan']) talked(studyId, joinedAnnotator(db, studyId, name), 3);
  const own = given(studyId, joinedAnnotator(db, studyId, 'eve'));
  const { conversationId } = talkOf(db, own) ?? {};
  expect(talkDurations(db, conversationId ?? '')).toEqual([Array(4).fill(5), Array(4).fill(5)]);
  const other = chatStudy({ name: 'talking again' });
  const there = given(other, joinedAnnotator(db, other, 'fay'));
  expect(talkDurations(db, talkOf(db, there)?.conversationId ?? '')).toEqual([]);
});

test('rating comes after the talk, and the talk is as long as the study says', () => {
  const studyId = chatStudy();
  const own = given(studyId, joinedAnnotator(db, studyId, 'ann'));
  expect(() => submitAssignment(db, own)).toThrow('Talk first');
  talkOf(db, own);
  say(own, 'One.', 'Yes.');
  expect(() => endTalk(db, own)).toThrow(
    'Talk a little longer: 2 answered messages are needed, and there is 1.',
  );
  say(own, 'Two.', 'Yes.');
  say(own, 'Three.', null);
  expect(() => goOnTalking(db, { ...own, asks: 'say' })).toThrow('come to its end');
  endTalk(db, own);
  expect(talkOf(db, own)).toBeNull();
  // What nobody answered is no part of what is rated.
  expect(blindedAssignment(db, own).responses).toHaveLength(2);
  expect(() => goOnTalking(db, { ...own, asks: 'say' })).toThrow('This talk is over');
});

test('a reply with words is not asked for again, whole or stopped; one without words is', () => {
  const studyId = chatStudy();
  const own = given(studyId, joinedAnnotator(db, studyId, 'ann'));
  talkOf(db, own);
  const { conversationId } = goOnTalking(db, { ...own, asks: 'say' });
  const { turn, replies } = sayInConversation(db, { conversationId, text: 'Hello?', now: noon });
  const ended = { checkpoint: null, milliseconds: 5 };
  const again = () => retryReply(db, { conversationId, turn, lane: 0, now: noon });
  for (const { id } of replies) finishReply(db, { ...ended, replyId: id, status: 'stopped', text: '' });
  finishReply(db, { ...ended, replyId: again().id, status: 'failed', text: 'Half' });
  finishReply(db, { ...ended, replyId: again().id, status: 'stopped', text: 'That is' });
  expect(again).toThrow('This has been answered');
  say(own, 'And you?', 'I am well.');
  expect(() => retryReply(db, { conversationId, turn: 1, lane: 0, now: noon })).toThrow('This has been');
});

test('whose system does not answer skips the talk, and the place is free for somebody else', () => {
  const studyId = chatStudy({ sample: { items: 2 }, ratingsPerItem: 1 });
  const own = given(studyId, joinedAnnotator(db, studyId, 'ann'));
  talkOf(db, own);
  say(own, 'One.', null);
  skipAssignment(db, { ...own, reason: 'No answer came.' });
  const ben = joinedAnnotator(db, studyId, 'ben');
  talked(studyId, ben, 3);
  talked(studyId, ben, 5);
  expect(claim(db, { studyId, userId: ben, now: noon })).toMatchObject({ reason: 'all-done' });
});

test('a talk keeps its place while it goes on', () => {
  const studyId = chatStudy({ leaseMinutes: 10 });
  const own = given(studyId, joinedAnnotator(db, studyId, 'ann'));
  talkOf(db, own);
  goOnTalking(db, { ...own, now: minutesLater(9), asks: 'say' });
  const { lease } = db.driver
    .prepare('select lease_expires_at as lease from assignments where id = ?')
    .get(own.assignmentId) as { lease: string };
  expect(lease).toBe(minutesLater(19));
});

test('a solved assignment gives everybody each system as often, and the report says what it can of own talks', () => {
  const studyId = chatStudy({ assignment: { annotators: 2 } });
  const people = ['ann', 'ben'].map((name) => joinedAnnotator(db, studyId, name));
  for (const [index, userId] of people.entries())
    for (let n = 0; n < 4; n++) talked(studyId, userId, 1 + ((n + index) % 5));
  const seen = db.driver
    .prepare(
      `select a.user_id as person, i.system_id as system, count(*) as n from assignments a
       join study_items i on i.id = a.item_id group by 1, 2`,
    )
    .all() as { n: number }[];
  expect(seen.map(({ n }) => n)).toEqual([2, 2, 2, 2]);
  const report = reportStudy(loadReportInput(db, { studyId }), { resamples: 20 });
  expect(report.criteria[0]?.counts).toMatchObject({ ratings: 8, raters: 2, responses: 8 });
  expect(report.criteria[0]?.agreement.unitsWithTwo).toBe(0);
});

test('a third party can rate the same talks', () => {
  const studyId = chatStudy();
  const people = ['ann', 'ben'].map((name) => joinedAnnotator(db, studyId, name));
  for (const userId of people) for (let n = 0; n < 4; n++) talked(studyId, userId, 4);
  const definition = parseStudyDefinition({
    name: 'others',
    dataset: 'talking conversations',
    systems: ['warm', 'curt'],
    unit: 'turn',
    sample: { items: 8 },
    criteria: ['empathy'],
  });
  const third = createStudy(db, { definition, now: noon, sample: stratifiedSample });
  expect(third.items).toBe(8);
  openStudy(db, { studyId: third.id, now: noon, solver: designSolver });
  const cat = joinedAnnotator(db, third.id, 'cat');
  const view = blindedAssignment(db, given(third.id, cat));
  expect(view.responses).toHaveLength(2);
  expect(JSON.stringify(view)).not.toMatch(/warm|curt|sys_|usr_/u);
});

test('systems that only ever came as answers cannot be talked with', () => {
  expect(() => chatStudy({ systems: ['old'] })).toThrow(
    'The system old only has answers to a dataset: nobody can talk with it. Systems that can be talked with: curt, warm.',
  );
});

test('what people said of their own talks is compared with what others said of the same', () => {
  const studyId = chatStudy();
  const people = ['ann', 'ben'].map((name) => joinedAnnotator(db, studyId, name));
  for (const [index, userId] of people.entries())
    for (let n = 0; n < 4; n++) talked(studyId, userId, 3 + ((n + index) % 3));
  const file = thirdPartyFile(findStudy(db, studyId).definition, {
    dataset: 'talking conversations',
    talks: countTalks(db, studyId),
    ratingsPerItem: 2,
  });
  expect(file).toMatchObject({ name: 'talking by others', unit: 'dialogue', sample: { items: 8 } });
  const { id: third } = createStudy(db, {
    definition: parseStudyDefinition(file),
    now: noon,
    sample: stratifiedSample,
  });
  openStudy(db, { studyId: third, now: noon, solver: designSolver });
  for (const name of ['cat', 'dan']) {
    const userId = joinedAnnotator(db, third, name);
    for (let n = 0; n < 8; n++) {
      const own = given(third, userId);
      const clientId = `tab-of-${own.assignmentId}`;
      const click = { ...own, criterion: 'empathy', clientId, clientSequence: 1 };
      // Those who read give a point less than whoever talked.
      const { first } = db.driver
        .prepare(
          `select r.value as first from ratings r join assignments a on r.response_id = a.response_order ->> '$[#-1]'
           where a.id = ? and r.study_id = ?`,
        )
        .get(own.assignmentId, studyId) as { first: number };
      saveRating(db, { ...click, position: 2, value: first - 1 });
      submitAssignment(db, own);
    }
  }
  const { pairs, ...parties } = loadParties(db, { first: studyId, third });
  const [empathy] = compareParties(pairs, { ...parties, settings: { ...partySettings, resamples: 100 } });
  const all = empathy?.figures[0];
  expect(all).toMatchObject({ conversations: 8, units: 8, people: 2, thirdRatings: 16 });
  expect(all?.difference.value).toBeCloseTo(1);
  expect(all?.correlation.value).toBeCloseTo(1);
  expect(all?.alpha.value).toBeLessThan(1);
  expect(empathy?.figures[1]?.correlation.reason).toBe('needs 5 conversations that both rated, there are 4');
  expect(otherParties(db, third)).toEqual([{ first: studyId, third }]);
  expect(() => loadParties(db, { first: third, third: studyId })).toThrow('does not rate the conversations');
});
