import { expect, test } from 'vitest';
import { definitionProblems, problemPlace } from './definition-problems.ts';
import { studyDefinitionSchema } from './study-definition.ts';

const sound = { name: 'a', dataset: 'd', systems: ['s'], sample: { items: 1 } };

function told(value: unknown): string[] {
  const parsed = studyDefinitionSchema.safeParse(value);
  return parsed.success
    ? []
    : definitionProblems(parsed.error.issues).map(({ path, message }) => `${problemPlace(path)}: ${message}`);
}

test('a sound definition has no problems', () => {
  expect(told(sound)).toEqual([]);
});

test.each([
  [{ ...sound, name: '  ' }, 'name: A study needs a name.'],
  [{ ...sound, dataset: undefined }, 'dataset: This needs some text.'],
  [{ ...sound, systems: 'moel' }, 'systems: This needs a list in square brackets.'],
  [{ ...sound, systems: ['a', 'b', 'a'] }, 'system 3: “a” stands twice in systems.'],
  [{ ...sound, sample: { items: Number.NaN } }, 'sample, items: This needs a number.'],
  [{ ...sound, sample: { items: 1.5 } }, 'sample, items: This needs a whole number.'],
  [{ ...sound, sample: { items: 1, stratify: 'split' } }, 'sample, stratify: Choose one of emotion, none.'],
  [{ ...sound, ratingsPerItem: 0 }, 'ratingsPerItem: At least 1.'],
  [{ ...sound, leaseMinutes: 5000 }, 'leaseMinutes: At most 1,440.'],
  [{ ...sound, criteria: ['empathi'] }, 'criterion 1: Choose one of empathy, relevance, fluency.'],
  [{ ...sound, raters: 3 }, 'raters: There is no such setting.'],
  ['nonsense', 'the study: This needs an object in curly brackets.'],
])('%j is told as one sentence at its place', (value, expected) => {
  expect(told(value)).toEqual([expected]);
});

test('a criterion of one’s own is told field by field, not as a name that is no ready one', () => {
  const own = {
    name: '',
    label: 'Warmth',
    question: 'Warm?',
    minimum: 1,
    maximum: 5,
    anchors: { low: 'cold' },
  };
  expect(told({ ...sound, criteria: ['empathy', own] })).toEqual([
    'criterion 2, name: A criterion needs a name.',
    'criterion 2, anchors: An anchor’s key is a point of the scale.',
  ]);
});
