import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type StudyDefinition, studyDefinitionSchema } from '#annotations/study-definition.ts';
import { changeDraft, type ListChange, listChangeValue, parseListChange } from './change-draft.ts';
import {
  definitionOfDraft,
  draftOfDefinition,
  mostCriteria,
  newStudyDraft,
  type StudyDraft,
  scalePoints,
} from './study-draft.ts';
import { readStudyDraft } from './study-draft-form.ts';

const words = fc.stringMatching(/^[A-Za-zÄäéß][A-Za-zÄäéß ]{0,20}$/).map((text) => text.trim());

const criterion = fc
  .record({
    minimum: fc.integer({ min: 0, max: 3 }),
    span: fc.integer({ min: 1, max: 10 }),
    question: words,
    anchor: words,
  })
  .map(({ minimum, span, question, anchor }) => ({
    label: question,
    question,
    minimum,
    maximum: minimum + span,
    anchors: { [minimum]: anchor, [minimum + span]: anchor },
  }));

const definition: fc.Arbitrary<StudyDefinition> = fc
  .record({
    name: words,
    publicTitle: words,
    systems: fc.uniqueArray(words, { minLength: 1, maxLength: 4 }),
    items: fc.integer({ min: 1, max: 500 }),
    split: fc.option(words, { nil: undefined }),
    criteria: fc.array(criterion, { minLength: 1, maxLength: 4 }),
    instructions: words.map((text) => `${text}\n\n“${text}”`),
    show: fc.record({ emotion: fc.boolean(), situation: fc.boolean() }),
    seed: fc.integer({ min: 0, max: 1000 }),
  })
  .map(({ items, split, criteria, ...rest }) =>
    studyDefinitionSchema.parse({
      ...rest,
      dataset: 'toy',
      sample: { items, ...(split ? { split } : {}) },
      criteria: criteria.map((one, index) => ({ ...one, name: `c${index}` })),
    }),
  );

/** The form's fields as a browser sends them. */
function sent(draft: StudyDraft): FormData {
  const form = new FormData();
  const { systems, emotions, criteria, showEmotion, showSituation, ...texts } = draft;
  for (const [name, value] of Object.entries(texts)) form.append(name, value.replaceAll('\n', '\r\n'));
  for (const system of systems) form.append('systems', system);
  for (const emotion of emotions) form.append('emotions', emotion);
  if (showEmotion) form.append('showEmotion', 'on');
  if (showSituation) form.append('showSituation', 'on');
  for (const [index, { anchors, ...fields }] of criteria.entries()) {
    for (const [name, value] of Object.entries(fields)) form.append(`criteria.${index}.${name}`, value);
    for (const [point, word] of Object.entries(anchors))
      form.append(`criteria.${index}.anchors.${point}`, word);
  }
  return form;
}

test('a study taken into the form, sent and read is the same study', () => {
  fc.assert(
    fc.property(definition, (study) => {
      const draft = readStudyDraft(sent(draftOfDefinition(study)));
      expect(studyDefinitionSchema.parse(definitionOfDraft(draft))).toEqual(study);
    }),
  );
});

test('what a new form starts with is sound once it has a name', () => {
  const draft = newStudyDraft('toy', ['alpha']);
  expect(studyDefinitionSchema.safeParse(definitionOfDraft({ ...draft, name: 'x' })).success).toBe(true);
});

test('words at points that are off the scale are kept in the form and left out of the study', () => {
  const draft = newStudyDraft('toy', ['alpha']);
  const shorter = changeDraft(draft, { kind: 'set-criterion', key: 'empathy', values: { maximum: '3' } });
  expect(definitionOfDraft(shorter).criteria).toMatchObject([
    { anchors: { '1': 'not at all', '2': 'slightly', '3': 'somewhat' } },
    {},
    {},
  ]);
  expect(shorter.criteria[0]?.anchors['5']).toBe('very much');
});

test('a scale has points only where its ends make one', () => {
  expect(scalePoints({ minimum: '0', maximum: '2' })).toEqual(['0', '1', '2']);
  for (const [minimum, maximum] of [
    ['1', '1'],
    ['', '5'],
    ['1', '1e9'],
    ['1.5', '3'],
    ['-2', '2'],
  ] as const)
    expect(scalePoints({ minimum, maximum })).toEqual([]);
});

const listChange: fc.Arbitrary<ListChange> = fc.oneof(
  fc.constantFrom<ListChange>({ kind: 'add-criterion' }, { kind: 'add-criterion', ready: 'fluency' }),
  fc.record({
    kind: fc.constant('remove-criterion' as const),
    key: fc.constantFrom('empathy', 'own', 'own-2'),
  }),
  fc.record({
    kind: fc.constant('move-criterion' as const),
    key: fc.constantFrom('empathy', 'relevance', 'own'),
    by: fc.constantFrom(-1 as const, 1 as const),
  }),
);

test('whatever is done to the list, its cards can be told apart and are not too many', () => {
  fc.assert(
    fc.property(fc.array(listChange, { maxLength: 40 }), (changes) => {
      const { criteria } = changes.reduce<StudyDraft>(changeDraft, newStudyDraft('toy', []));
      expect(new Set(criteria.map(({ key }) => key)).size).toBe(criteria.length);
      expect(criteria.length).toBeLessThanOrEqual(mostCriteria);
    }),
  );
});

test('moving there and back changes nothing, and over an end neither', () => {
  const draft = newStudyDraft('toy', []);
  const move = (key: string, by: -1 | 1) => ({ kind: 'move-criterion', key, by }) as const;
  expect(changeDraft(changeDraft(draft, move('empathy', 1)), move('empathy', -1))).toEqual(draft);
  expect(changeDraft(draft, move('empathy', -1)).criteria).toEqual(draft.criteria);
  expect(changeDraft(draft, move('fluency', 1)).criteria).toEqual(draft.criteria);
});

test('a list change survives being a button’s value', () => {
  fc.assert(
    fc.property(listChange, (change) => {
      expect(parseListChange(listChangeValue(change))).toEqual(change);
    }),
  );
});
