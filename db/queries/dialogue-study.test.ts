import { beforeEach, expect, test } from 'vitest';
import { designCertificate } from '#annotations/design/design-certificate.ts';
import { reportInputOf, resultsInputOf } from '#annotations/exports/report-input-of.ts';
import { parseStudyDefinition } from '#annotations/parse-study-definition.ts';
import { presentationOrder } from '#annotations/presentation-order.ts';
import { checkDealer } from '#annotations/quality/check-dealer.ts';
import { reportStudy } from '#annotations/report/report-study.ts';
import { responseStyle } from '#annotations/report/response-style.ts';
import { stratifiedSample } from '#annotations/stratified-sample.ts';
import { designSolver } from '#annotations/study-assignment.ts';
import type { StudyDefinitionInput } from '#annotations/study-definition.ts';
import { summariseStudy } from '#annotations/study-results.ts';
import type { Db } from '#db/client.ts';
import { temporaryDatabase } from '#db/testing.ts';
import { insertDialogues, twoTurns } from '#tests/dialogue-fixture.ts';
import { joinedAnnotator, noon } from '#tests/study-fixture.ts';
import { blindedAssignment } from './annotator-view.ts';
import { submitAssignment } from './assignment-changes.ts';
import { claimAssignment } from './assignments.ts';
import { exportedAssignments } from './exported-assignments.ts';
import { exportedItems } from './exported-items.ts';
import { iterateExportRows } from './rating-export.ts';
import { saveRating } from './ratings.ts';
import { loadReportInput } from './report-input.ts';
import { loadRatingsForResults } from './results.ts';
import { createStudy, openStudy } from './studies.ts';
import { studyDesign } from './study-design.ts';
import { studyFacts } from './study-facts.ts';

let db: Db;
beforeEach(() => {
  db = temporaryDatabase();
});

function dialogueStudy(changes: Partial<StudyDefinitionInput> = {}): string {
  const definition = parseStudyDefinition({
    name: 'turns',
    dataset: 'talks',
    systems: ['alpha', 'beta', 'gamma'],
    unit: 'turn',
    sample: { items: 12 },
    criteria: ['empathy', { ...overall, about: 'dialogue' }],
    seed: 3,
    ...changes,
  });
  const { id } = createStudy(db, { definition, now: noon, sample: stratifiedSample });
  openStudy(db, { studyId: id, now: noon, solver: designSolver });
  return id;
}

const overall = { name: 'overall', label: 'Overall', question: 'How good was it?', minimum: 1, maximum: 5 };

const claim = (studyId: string, userId: string) =>
  claimAssignment(db, {
    studyId,
    userId,
    now: noon,
    order: presentationOrder,
    solver: designSolver,
    checks: checkDealer,
  });

function claimed(studyId: string, userId: string): string {
  const found = claim(studyId, userId);
  if (found.kind !== 'assignment') throw new Error(found.reason);
  return found.assignmentId;
}

function rateAll(userId: string, assignmentId: string): void {
  const view = blindedAssignment(db, { assignmentId, userId });
  let clientSequence = 0;
  for (const { position } of view.responses)
    for (const { name, about } of view.criteria)
      if (about !== 'dialogue' || position === view.responses.length)
        saveRating(db, {
          assignmentId,
          userId,
          position,
          criterion: name,
          value: 1 + ((position * 3 + view.number * 7 + userId.length + name.length) % 5),
          clientId: `${assignmentId}-tab`,
          clientSequence: ++clientSequence,
          now: noon,
        });
  submitAssignment(db, { assignmentId, userId, now: noon });
}

const items = (studyId: string) =>
  db.driver
    .prepare(
      `select i.label, s.name as system, d.conv_id as dialogue from study_items i join systems s on s.id = i.system_id
       join contexts c on c.id = i.context_id join dialogues d on d.id = c.dialogue_id where i.study_id = ? order by i.position`,
    )
    .all(studyId) as { label: string; system: string; dialogue: string }[];

test('where all systems answered a dialogue, each is drawn with all of them, one system after the other', () => {
  insertDialogues(db, { dialogues: 6, systems: ['alpha', 'beta', 'gamma'], turns: twoTurns });
  const drawn = items(dialogueStudy());
  expect(drawn).toHaveLength(12);
  expect(new Set(drawn.map(({ dialogue }) => dialogue)).size).toBe(4);
  for (const system of ['alpha', 'beta', 'gamma'])
    expect(drawn.filter((one) => one.system === system)).toHaveLength(4);
  expect(new Set(drawn.slice(0, 4).map(({ dialogue }) => dialogue)).size).toBe(4);
  expect(drawn.map(({ label }) => label)).toEqual(
    drawn.map(({ dialogue, system }) => `${dialogue} @ ${system}`),
  );
});

test('where every dialogue was had with one system, each system’s are drawn by themselves', () => {
  insertDialogues(db, {
    dialogues: 12,
    systems: ['alpha', 'beta', 'gamma'],
    turns: twoTurns,
    oneSystemEach: true,
  });
  const drawn = items(dialogueStudy());
  expect(new Set(drawn.map(({ dialogue }) => dialogue)).size).toBe(12);
  for (const system of ['alpha', 'beta', 'gamma'])
    expect(drawn.filter((one) => one.system === system)).toHaveLength(4);
});

test('a sample that the dialogues do not hold is refused with how many there are', () => {
  insertDialogues(db, {
    dialogues: 6,
    systems: ['alpha', 'beta', 'gamma'],
    turns: twoTurns,
    oneSystemEach: true,
  });
  expect(() => dialogueStudy()).toThrow(
    'The sample asks for 12 items, 4 of each system, but only alpha has answered every listener turn of 2 dialogues of talks. Ask for at most 6, or widen the sample.',
  );
});

test('an annotator sees the whole dialogue with one system’s answers in their turns, and nothing of the system', () => {
  insertDialogues(db, { dialogues: 4, systems: ['alpha', 'beta', 'gamma'], turns: twoTurns });
  const studyId = dialogueStudy();
  const userId = joinedAnnotator(db, studyId, 'ann');
  const view = blindedAssignment(db, { assignmentId: claimed(studyId, userId), userId });
  expect(view.isDialogue).toBe(true);
  expect(view.turns.map(({ speaker }) => speaker)).toEqual(['speaker']);
  expect(view.responses.map(({ label }) => label)).toEqual(['1', '2']);
  expect(view.responses[0]?.before).toEqual([]);
  expect(view.responses[1]?.before?.map(({ speaker }) => speaker)).toEqual(['speaker']);
  expect(view.turns[0]?.text).toMatch(/^Turn 0 of/u);
  expect(view.responses[1]?.before?.[0]?.text).toMatch(/^Turn 2 of/u);
  expect(JSON.stringify(view)).not.toMatch(/alpha|beta|gamma|sys_|run_|talk:/u);
});

test('what is asked of the dialogue is stored once, at its last reply, and submitting asks for it once', () => {
  insertDialogues(db, { dialogues: 4, systems: ['alpha', 'beta', 'gamma'], turns: twoTurns });
  const studyId = dialogueStudy();
  const userId = joinedAnnotator(db, studyId, 'ann');
  const assignmentId = claimed(studyId, userId);
  const click = { assignmentId, userId, criterion: 'overall', value: 3, clientId: 'some-tab', now: noon };
  expect(() => saveRating(db, { ...click, position: 1, clientSequence: 1 })).toThrow('at its last reply');
  expect(() => submitAssignment(db, { assignmentId, userId, now: noon })).toThrow(
    'Still to rate: reply 1 (empathy), reply 2 (empathy), overall.',
  );
  rateAll(userId, assignmentId);
  expect(
    db.driver.prepare('select position, value from ratings where assignment_id = ?').all(assignmentId),
  ).toHaveLength(3);
});

test('nobody meets a dialogue again, with another system, while there is one they have not seen', () => {
  insertDialogues(db, { dialogues: 4, systems: ['alpha', 'beta', 'gamma'], turns: twoTurns });
  const studyId = dialogueStudy();
  for (const name of ['ann', 'ben', 'cat']) {
    const userId = joinedAnnotator(db, studyId, name);
    for (let n = 0; n < 4; n++) rateAll(userId, claimed(studyId, userId));
    const met = db.driver
      .prepare(
        `select count(distinct c.dialogue_id) as n from assignments a join study_items i on i.id = a.item_id
         join contexts c on c.id = i.context_id where a.user_id = ?`,
      )
      .get(userId);
    expect(met).toEqual({ n: 4 });
  }
});

test('a solved assignment gives every annotator each system evenly and no dialogue twice, and mends itself', () => {
  insertDialogues(db, { dialogues: 8, systems: ['alpha', 'beta', 'gamma'], turns: twoTurns });
  const studyId = dialogueStudy({ sample: { items: 24 }, ratingsPerItem: 2, assignment: { annotators: 8 } });
  const certified = () => designCertificate(studyDesign(db, studyId));
  expect(certified().faults).toEqual([]);
  expect(certified().goals.map(({ goal, within }) => [goal, within])).toEqual([
    ['ratings', true],
    ['load', true],
    ['stratum', true],
    ['system', true],
    ['annotator-system', true],
  ]);
  const { assignments, itemSystems } = studyDesign(db, studyId);
  for (const { item, systems } of assignments) expect(systems).toEqual([itemSystems?.systems[item]]);
  const met = assignments.map(({ annotator, item }) => `${annotator} ${itemSystems?.dialogues[item]}`);
  expect(new Set(met).size).toBe(met.length);

  for (let n = 0; n < 9; n++) {
    const userId = joinedAnnotator(db, studyId, `person-${n}`);
    rateAll(userId, claimed(studyId, userId));
  }
  const later = certified();
  expect(later.faults).toEqual([]);
  expect(later.annotators).toBe(9);
  expect(later.goals.filter(({ goal }) => goal !== 'load').map(({ within }) => within)).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test('a repeat shows the turns of the dialogue in their order again', () => {
  insertDialogues(db, { dialogues: 8, systems: ['alpha', 'beta', 'gamma'], turns: twoTurns });
  const studyId = dialogueStudy({ quality: { repeats: 3, attention: 0, gold: [] } });
  const userId = joinedAnnotator(db, studyId, 'ann');
  for (let n = 0; n < 12; n++) rateAll(userId, claimed(studyId, userId));
  const rows = db.driver
    .prepare(`select item_id as item, role, response_order as shown from assignments where user_id = ?`)
    .all(userId) as { item: number; role: string; shown: string }[];
  const repeats = rows.filter(({ role }) => role === 'repeat');
  expect(repeats.length).toBeGreaterThan(0);
  for (const { item, shown } of repeats)
    expect(rows.find((one) => one.item === item && one.role === 'task')?.shown).toBe(shown);
});

function finished(): string {
  insertDialogues(db, { dialogues: 8, systems: ['alpha', 'beta', 'gamma'], turns: twoTurns });
  const studyId = dialogueStudy({ sample: { items: 24 } });
  for (const name of ['ann', 'benno', 'cat']) {
    const userId = joinedAnnotator(db, studyId, name);
    for (let n = 0; n < 16; n++) rateAll(userId, claimed(studyId, userId));
  }
  return studyId;
}

test('the report takes dialogues as what hangs together and turns as what raters agree about', () => {
  const studyId = finished();
  const report = reportStudy(loadReportInput(db, { studyId, styleOf: responseStyle }), { resamples: 20 });
  expect(report.counts).toMatchObject({ items: 8, raters: 3 });
  const [empathy, whole] = report.criteria;
  expect(empathy?.counts).toMatchObject({ ratings: 96, items: 8, raters: 3, responses: 48 });
  expect(empathy?.agreement).toMatchObject({ units: 48, unitsWithTwo: 48 });
  expect(empathy?.model?.reason).toBe('');
  expect(empathy?.position.places.map(({ position, ratings }) => [position, ratings])).toEqual([
    [1, 48],
    [2, 48],
  ]);
  expect(empathy?.pairs.pairs.every(({ comparisons }) => comparisons === 0)).toBe(true);
  expect(empathy?.strengths.reason).not.toBe('');
  expect(empathy?.refused.map(({ what }) => what)).toContain(
    'Wins, ties and losses, and strengths from them',
  );
  expect(empathy?.adjusted).toHaveLength(2);
  expect(whole?.counts).toMatchObject({ ratings: 48, items: 8, responses: 24 });
  expect(whole?.position.reason).toBe('it was asked once of each dialogue');
  expect(whole?.adjusted).toEqual([]);
});

test('a bundle’s data give the same report and the same results', () => {
  const studyId = finished();
  const { name, seed, systems, criteria } = studyFacts(db, studyId);
  const held = {
    name,
    seed,
    include: 'submitted' as const,
    systems: systems.map((system) => system.name),
    criteria,
    items: [...exportedItems(db, { studyId, chunk: 5 })],
    assignments: [...exportedAssignments(db, { studyId })],
  };
  const input = loadReportInput(db, { studyId, styleOf: responseStyle });
  const settings = { resamples: 20 };
  expect(reportStudy(reportInputOf(held, []), settings)).toEqual(reportStudy(input, settings));
  expect(summariseStudy(resultsInputOf(held, []))).toEqual(
    summariseStudy(loadRatingsForResults(db, studyId)),
  );
  expect(held.items).toHaveLength(16);
  expect(held.items[0]).toMatchObject({ item: 'talk:1#1', turn_index: 1, dialogue: 'talk:1' });
  expect(Object.keys(held.items[0]?.responses ?? {})).toHaveLength(3);
});

test('an export has a row a turn, named by it, and the dialogue’s answer at its last', () => {
  const studyId = finished();
  const rows = [...iterateExportRows(db, { studyId })];
  expect(rows).toHaveLength(96 + 48);
  for (const { item, conv_id, turn_index, position, criterion } of rows) {
    expect(item).toBe(`${conv_id}#${turn_index}`);
    expect(position).toBe(turn_index === 1 ? 1 : 2);
    if (criterion === 'overall') expect(turn_index).toBe(3);
  }
});
