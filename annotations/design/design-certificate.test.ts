import { expect, test } from 'vitest';
import { designCertificate, type GoalName } from './design-certificate.ts';
import type { StudyDesign } from './study-design.ts';

/** Three items, two annotators, pairs of three systems, written by hand. */
const byHand: StudyDesign = {
  systems: ['A', 'B', 'C'],
  strata: ['joy', 'joy', 'fear'],
  annotators: 2,
  left: [],
  ratingsPerItem: 2,
  quota: 3,
  shown: 2,
  assignments: [
    { item: 0, annotator: 0, systems: [0, 1], finished: true },
    { item: 1, annotator: 0, systems: [1, 2], finished: false },
    { item: 2, annotator: 0, systems: [2, 0], finished: false },
    { item: 0, annotator: 1, systems: [0, 1], finished: false },
    { item: 1, annotator: 1, systems: [2, 1], finished: false },
    { item: 2, annotator: 1, systems: [0, 2], finished: false },
  ],
  open: [],
  orders: [],
};

function goal(design: StudyDesign, name: GoalName) {
  return designCertificate(design).goals.find((entry) => entry.goal === name);
}

test('a design counted by hand has these tables', () => {
  const certificate = designCertificate(byHand);
  expect(certificate).toMatchObject({
    items: 3,
    annotators: 2,
    left: 0,
    assignments: 6,
    finished: 1,
    faults: [],
  });
  expect(certificate.positions).toEqual([
    [3, 1],
    [1, 3],
    [2, 2],
  ]);
  expect(certificate.pairs).toEqual([
    [0, 2, 2],
    [2, 0, 2],
    [2, 2, 0],
  ]);
  expect(certificate.carryOver).toEqual([
    [0, 2, 1],
    [0, 0, 1],
    [1, 1, 0],
  ]);
});

test('what is uneven is said, by how much', () => {
  expect(goal(byHand, 'position')).toEqual({
    goal: 'position',
    smallest: 1,
    largest: 3,
    difference: 2,
    least: 0,
    within: false,
    sentence:
      'Each system stands at each position 1 to 3 times: a difference of 2, where at most 1 is wanted.',
  });
  expect(goal(byHand, 'pair-order')).toMatchObject({ difference: 2, within: false });
  expect(goal(byHand, 'annotator-position')).toMatchObject({ difference: 2, within: false });
  expect(goal(byHand, 'system')?.sentence).toBe('Each system is shown 4 times.');
  expect(goal(byHand, 'ratings')?.sentence).toBe('Each item is rated by 2 different annotators.');
  expect(goal(byHand, 'item-system')).toMatchObject({ smallest: 0, largest: 2, difference: 2 });
});

test('someone who left counts for what the systems got, not for how the load is shared', () => {
  const left = { ...byHand, left: [1], assignments: byHand.assignments.slice(0, 4).map(finished) };
  expect(goal(left, 'load')).toMatchObject({ smallest: 3, largest: 3 });
  expect(goal(left, 'annotator-system')).toMatchObject({ smallest: 0, largest: 2 });
  expect(goal(left, 'ratings')).toMatchObject({ smallest: 1, largest: 2, within: false });
});

function finished(assignment: StudyDesign['assignments'][number]) {
  return { ...assignment, finished: true };
}

test.each([
  [{ item: 0, annotator: 0, systems: [0, 1], finished: false }, 'given twice'],
  [{ item: 0, annotator: 1, systems: [1, 1], finished: false }, 'not 2 different systems'],
  [{ item: 0, annotator: 1, systems: [0, 3], finished: false }, 'not 2 different systems'],
  [{ item: 3, annotator: 1, systems: [0, 1], finished: false }, 'no such item'],
])('a plan that breaks a rule is shown to: %o', (assignment, said) => {
  const faults = designCertificate({
    ...byHand,
    assignments: [
      ...byHand.assignments.filter(({ item, annotator }) => item > 0 || annotator === 0),
      assignment,
    ],
  }).faults;
  expect(faults.join()).toContain(said);
});

test('the quota, and work of those who left, are looked at', () => {
  expect(designCertificate({ ...byHand, quota: 2 }).faults).toHaveLength(2);
  expect(designCertificate({ ...byHand, left: [0] }).faults).toHaveLength(2);
});

test('where all systems but one are shown, the least difference of pairs follows from the remainder', () => {
  const assignments = [0, 1].map((left, item) => ({
    item,
    annotator: 0,
    systems: [0, 1, 2, 3].filter((system) => system !== left),
    finished: false,
  }));
  const design = { ...byHand, systems: ['A', 'B', 'C', 'D'], shown: 3, assignments };
  expect(goal(design, 'pair')).toMatchObject({ smallest: 0, largest: 2, difference: 2, least: 2 });
  expect(goal(design, 'pair')?.sentence).toContain('no design has a difference below 2');
});
