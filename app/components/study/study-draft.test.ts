import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type StudyDefinition, studyDefinitionSchema } from '#annotations/study-definition.ts';
import { studyTemplates } from '#annotations/study-templates.ts';
import { changeDraft, type ListChange, listChangeValue, parseListChange } from './change-draft.ts';
import { mostCriteria, scalePoints } from './criterion-draft.ts';
import { definitionOfDraft, draftOfDefinition, newStudyDraft, type StudyDraft } from './study-draft.ts';
import { readStudyDraft } from './study-draft-form.ts';

const words = fc.stringMatching(/^[A-Za-zÄäéß][A-Za-zÄäéß ]{0,20}$/).map((text) => text.trim());

const scale = fc
  .record({
    minimum: fc.integer({ min: 0, max: 3 }),
    span: fc.integer({ min: 1, max: 10 }),
    anchor: words,
  })
  .map(({ minimum, span, anchor }) => ({
    kind: 'scale',
    minimum,
    maximum: minimum + span,
    anchors: { [minimum]: anchor, [minimum + span]: anchor },
  }));

const slider = fc
  .record({
    minimum: fc.integer({ min: -100, max: 100 }),
    steps: fc.integer({ min: 1, max: 1000 }),
    step: fc.constantFrom(0.5, 1, 5),
    low: words,
  })
  .map(({ minimum, steps, step, low }) => ({
    kind: 'slider',
    minimum,
    maximum: minimum + steps * step,
    step,
    anchors: { [minimum]: low },
  }));

const others = fc.constantFrom(
  { kind: 'yes-no', anchors: { 1: 'kind' } },
  { kind: 'levels' },
  { kind: 'ranking', anchors: { 1: 'best', 2: 'next' } },
  { kind: 'choice' },
  { kind: 'choice', ties: true, anchors: { 0: 'alike' } },
);

const criterion = fc
  .tuple(words, fc.oneof(scale, slider, others))
  .map(([question, answering]) => ({ label: question, question, ...answering }));

const assignment = fc.record(
  {
    annotators: fc.integer({ min: 5, max: 40 }),
    itemsPerAnnotator: fc.constant(500),
    shown: fc.integer({ min: 2, max: 4 }),
    absentAfterHours: fc.integer({ min: 1, max: 100 }),
  },
  { requiredKeys: ['annotators'] },
);

const definition: fc.Arbitrary<StudyDefinition> = fc
  .record({
    name: words,
    publicTitle: words,
    systems: fc.constant(['Vier', 'Five', 'Sechs', 'Acht']),
    assignment: fc.option(assignment, { nil: undefined }),
    extraRatings: fc.option(fc.constant({ spread: 2, atMost: 5 }), { nil: undefined }),
    quality: fc.option(fc.constant({ goldEvery: 8, fastestSeconds: 3 }), { nil: undefined }),
    items: fc.integer({ min: 1, max: 500 }),
    split: fc.option(words, { nil: undefined }),
    criteria: fc.array(criterion, { minLength: 1, maxLength: 4 }),
    instructions: words.map((text) => `${text}\n\n“${text}”`),
    show: fc.record({ emotion: fc.boolean(), situation: fc.boolean() }),
    display: fc.constantFrom('as-written', 'normalised'),
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

const fieldNames: Readonly<Record<string, string>> = {
  annotators: 'assignment.annotators',
  itemsPerAnnotator: 'assignment.itemsPerAnnotator',
  shown: 'assignment.shown',
  absentAfterHours: 'assignment.absentAfterHours',
  spread: 'extraRatings.spread',
  atMost: 'extraRatings.atMost',
  repeats: 'quality.repeats',
  attention: 'quality.attention',
};

/** The form's fields as a browser sends them. */
function sent(draft: StudyDraft): FormData {
  const form = new FormData();
  const { systems, emotions, criteria, display, ...fields } = draft;
  if (display === 'as-written') form.append('asWritten', 'on');
  const flags = ['showEmotion', 'showSituation', 'planned', 'extra'] as const;
  for (const name of flags) if (fields[name]) form.append(name, 'on');
  for (const [name, value] of Object.entries(fields))
    if (typeof value === 'string') form.append(fieldNames[name] ?? name, value.replaceAll('\n', '\r\n'));
  for (const system of systems) form.append('systems', system);
  for (const emotion of emotions) form.append('emotions', emotion);
  for (const [index, { anchors, ties, whole, ...texts }] of criteria.entries()) {
    if (ties) form.append(`criteria.${index}.ties`, 'on');
    if (whole) form.append(`criteria.${index}.whole`, 'on');
    for (const [name, value] of Object.entries(texts)) form.append(`criteria.${index}.${name}`, value);
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

test('a study older than the choice of display is copied as it was shown', () => {
  const [study] = fc.sample(definition, 1) as [StudyDefinition];
  const { display: _, ...older } = study;
  expect(draftOfDefinition(older as StudyDefinition).display).toBe('as-written');
});

test('a talk before the rating is sent as the form names it, without what a talk cannot have', () => {
  const talk = { isHad: true, minimum: '2', maximum: '4', scene: 'emotion' } as const;
  const usual = newStudyDraft('toy', ['alpha']);
  const draft: StudyDraft = {
    ...usual,
    name: 'x',
    unit: 'turn',
    talk,
    extra: true,
    repeats: '3',
    attention: '2',
  };
  const form = sent(draft);
  form.append('task', 'chat');
  form.append('task.turns.minimum', '2');
  form.append('task.turns.maximum', '4');
  form.append('task.scene', 'emotion');
  const read = readStudyDraft(form);
  expect(read.talk).toEqual(talk);
  const study = studyDefinitionSchema.parse(definitionOfDraft(read));
  expect(study).toMatchObject({
    unit: 'turn',
    task: { kind: 'chat', turns: { minimum: 2, maximum: 4 }, scene: 'emotion' },
  });
  expect(study).not.toHaveProperty('extraRatings');
  expect(study).not.toHaveProperty('quality');
  expect(draftOfDefinition(study)).toMatchObject({ talk, kept: '' });
  expect(readStudyDraft(sent(usual)).talk.isHad).toBe(false);
});

test('checks that are typed are those of the study, beside what its file says of gold', () => {
  const kept = JSON.stringify({ quality: { goldEvery: 8 } });
  const draft = { ...newStudyDraft('toy', ['alpha']), name: 'x', repeats: '3', attention: ' ', kept };
  const study = studyDefinitionSchema.parse(definitionOfDraft(readStudyDraft(sent(draft))));
  expect(study.quality).toMatchObject({ repeats: 3, attention: 0, goldEvery: 8 });
  expect(draftOfDefinition(study)).toMatchObject({ repeats: '3', attention: '0', kept });
});

test('what a new form starts with is sound once it has a name', () => {
  const draft = newStudyDraft('toy', ['alpha']);
  expect(studyDefinitionSchema.safeParse(definitionOfDraft({ ...draft, name: 'x' })).success).toBe(true);
});

test.each(studyTemplates.map(({ id }) => [id]))(
  'the protocol %s fills the form with a sound study',
  (template) => {
    const systems = ['alpha', 'beta', 'gamma'];
    const draft = changeDraft(newStudyDraft('toy', systems), { kind: 'use-template', template });
    expect(draft.template).toBe(template);
    expect(studyDefinitionSchema.safeParse(definitionOfDraft({ ...draft, name: 'x' })).success).toBe(true);
  },
);

test('a protocol leaves instructions of one’s own as they are', () => {
  const own = { ...newStudyDraft('toy', ['alpha']), instructions: 'Read twice.' };
  const draft = changeDraft(own, { kind: 'use-template', template: 'emphi' });
  expect(draft).toMatchObject({ instructions: 'Read twice.', items: '100', ratingsPerItem: '5' });
});

test('another kind starts with values of its own and keeps its question', () => {
  const draft = newStudyDraft('toy', ['alpha', 'beta']);
  const slider = changeDraft(draft, { kind: 'set-criterion', key: 'empathy', values: { kind: 'slider' } });
  expect(slider.criteria[0]).toMatchObject({ name: 'empathy', minimum: '0', maximum: '100', step: '1' });
  expect(slider.criteria[0]?.question).toBe(draft.criteria[0]?.question);
  const choice = changeDraft(slider, { kind: 'set-criterion', key: 'empathy', values: { kind: 'choice' } });
  expect(definitionOfDraft(choice).criteria).toMatchObject([{ kind: 'choice', ties: true }, {}, {}]);
});

test('what a study file says beyond the form is kept, and told by name', () => {
  const study = studyDefinitionSchema.parse({
    name: 'x',
    dataset: 'toy',
    systems: ['Vier'],
    sample: { items: 20 },
    quality: { fastestSeconds: 3 },
  });
  const draft = draftOfDefinition(study);
  expect(Object.keys(JSON.parse(draft.kept))).toContain('quality');
  expect(definitionOfDraft({ ...draft, kept: '' })).not.toHaveProperty('quality');
  expect(definitionOfDraft({ ...draft, kept: 'no JSON' })).not.toHaveProperty('quality');
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
  fc.constantFrom<ListChange>(
    { kind: 'add-criterion' },
    { kind: 'add-criterion', ready: 'fluency' },
    { kind: 'use-template', template: 'lempex' },
  ),
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
