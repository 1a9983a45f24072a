import { expect, test } from 'vitest';
import { blindingLeaks } from './blinding-leaks.ts';
import { parseStudyDefinition } from './parse-study-definition.ts';
import { type StudyDefinitionInput, studyDefinitionSchema } from './study-definition.ts';

const file: StudyDefinitionInput = {
  name: 'MoEL against MIME',
  dataset: 'ed',
  systems: ['MoEL', 'MIME', 'human'],
  sample: { items: 4 },
};
const leaks = (more: Partial<StudyDefinitionInput>) =>
  blindingLeaks(studyDefinitionSchema.parse({ ...file, ...more }));

test('the study’s own name may tell what is compared, for annotators do not see it', () => {
  expect(leaks({})).toEqual([]);
});

test('a system named in what annotators read is found, in whatever case', () => {
  expect(leaks({ publicTitle: 'Rate moel' })).toEqual([{ field: 'publicTitle', system: 'MoEL' }]);
  expect(leaks({ instructions: 'Some answers are from MIME.' })).toEqual([
    { field: 'instructions', system: 'MIME' },
  ]);
  expect(
    leaks({
      criteria: [
        {
          name: 'q',
          label: 'Q',
          question: 'Is it good?',
          minimum: 1,
          maximum: 2,
          anchors: { '1': 'like MoEL' },
        },
      ],
    }),
  ).toEqual([{ field: 'criteria.q', system: 'MoEL' }]);
});

test('a name inside another word, or one that is an ordinary word, gives nothing away', () => {
  expect(leaks({ instructions: 'As a human would, and in a pantomime too.' })).toEqual([]);
});

test('such a study is refused, with the place to mend', () => {
  expect(() => parseStudyDefinition({ ...file, consent: 'You rate MIME.' })).toThrow(
    /“consent” names the system MIME/,
  );
});

test('a wrong file is refused with everything that is wrong in it', () => {
  expect(() => parseStudyDefinition({ name: '', systems: [], sample: { items: 0 } })).toThrow(
    /dataset[\s\S]*sample/,
  );
  expect(() => parseStudyDefinition('no object')).toThrow(/cannot be made/);
});
