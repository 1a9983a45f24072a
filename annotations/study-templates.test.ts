import { expect, test } from 'vitest';
import { parseStudyDefinition } from './parse-study-definition.ts';
import { fileOfTemplate, findTemplate, studyTemplates } from './study-templates.ts';

const use = { name: 'x', dataset: 'd' };
const systems = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];

test.each(studyTemplates.map((template) => [template.id, template] as const))(
  'the template %s is a sound study from its fewest systems on',
  (id, template) => {
    expect(findTemplate(id)).toBe(template);
    for (let count = template.leastSystems; count <= systems.length; count++) {
      const file = fileOfTemplate(template, { ...use, systems: systems.slice(0, count) });
      const study = parseStudyDefinition(JSON.parse(JSON.stringify(file)));
      expect(study.sample.items).toBeGreaterThanOrEqual(100);
      expect(study.instructions).not.toBe('');
    }
  },
);

test('a template tells where it comes from and what differs', () => {
  for (const { note, source, summary } of studyTemplates) {
    expect(source).toMatch(/\d{4}/);
    expect(note).toMatch(/Here|ours/);
    expect(summary.length).toBeLessThan(140);
  }
});

test('the criteria are the protocols’ own', () => {
  const criteriaOf = (id: string) =>
    parseStudyDefinition(fileOfTemplate(findTemplate(id)!, { ...use, systems })).criteria;
  expect(criteriaOf('lempex').map(({ minimum, maximum }) => `${minimum}–${maximum}`)).toEqual([
    '1–5',
    '1–5',
    '1–5',
    '1–3',
    '1–3',
    '1–3',
  ]);
  expect(criteriaOf('acute-eval').map(({ kind, minimum, maximum }) => [kind, minimum, maximum])).toEqual(
    Array.from({ length: 4 }, () => ['choice', 1, 2]),
  );
  expect(criteriaOf('best-worst').map(({ kind, maximum }) => [kind, maximum])).toEqual([
    ['choice', 5],
    ['choice', 5],
  ]);
  for (const id of ['emphi', 'empathetic-dialogues'])
    expect(criteriaOf(id).map(({ name }) => name)).toEqual(['empathy', 'relevance', 'fluency']);
});

test('a talk is asked about as a whole, never about one response', () => {
  const { unit, criteria } = parseStudyDefinition(fileOfTemplate(findTemplate('talk')!, { ...use, systems }));
  expect(unit).toBe('dialogue');
  expect(criteria.map(({ name }) => name)).toEqual([
    'empathy',
    'relevance',
    'fluency',
    'felt-heard',
    'again',
  ]);
  for (const { question } of criteria) expect(question).not.toMatch(/response/);
});
