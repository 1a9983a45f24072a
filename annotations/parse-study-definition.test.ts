import { expect, test } from 'vitest';
import { parseStudyDefinition } from './parse-study-definition.ts';

const criterion = { name: 'warmth', label: 'Warmth', question: 'How warm?', minimum: 1, maximum: 5 };

function definition({ name = 'toy', ...change }: { name?: string; [field: string]: unknown } = {}) {
  return {
    name,
    dataset: 'example',
    systems: ['a'],
    sample: { items: 1 },
    criteria: [{ ...criterion, anchors: { 1: 'cold' }, ...change }],
  };
}

test.each(['two\nlines', 'a bell\u0007', 'nothing\u0000at all', 'a separator\u2028in it'])(
  'a name that no table can hold is refused: %j',
  (name) => {
    expect(() => parseStudyDefinition(definition({ name }))).toThrow(/study’s name is one line/);
    expect(() =>
      parseStudyDefinition({ ...definition(), criteria: [{ ...criterion, name, anchors: {} }] }),
    ).toThrow(/criterion’s name is one line/);
  },
);

test('names in any script are taken', () => {
  const names = ['Wärme – 2', 'تعاطف', '共感', '👩‍🔬 warmth'];
  for (const name of names) expect(parseStudyDefinition(definition({ name })).name).toBe(name);
});

test('an anchor stands at a point of the scale as the page writes it', () => {
  expect(parseStudyDefinition(definition()).criteria[0]?.anchors).toEqual({ 1: 'cold' });
  expect(() => parseStudyDefinition(definition({ anchors: { '01': 'cold' } }))).toThrow(/point of the scale/);
});
