import { expect, test } from 'vitest';
import { baseForms } from './base-forms.ts';
import { readWordNet } from './read-word-net.ts';
import { SortedLines } from './sorted-lines.ts';

test('synonyms of a word, of its base forms and in every part of speech', () => {
  const wordNet = readWordNet();
  expect(wordNet.lemmasOf('Sorry')).toEqual(expect.arrayContaining(['sorry', 'regretful', 'pitiful']));
  expect(wordNet.lemmasOf('geese')).toContain('goose');
  expect(wordNet.lemmasOf('running')).toEqual(expect.arrayContaining(['running', 'run', 'race']));
  // The mark of where an adjective stands is no part of it.
  expect(wordNet.lemmasOf('afloat')).toContain('adrift');
  expect(wordNet.lemmasOf('afloat').join()).not.toContain('(');
});

test('what is no word has no synonyms', () => {
  const wordNet = readWordNet();
  for (const word of ['', 'zzzzz', 'catss', 'naïve☺', '  ', 'a b'])
    expect(wordNet.lemmasOf(word)).toEqual([]);
});

test('one ending comes off, unless the form has an entry of its own', () => {
  const dictionary = {
    exceptions: new Map([['geese', ['goose']]]),
    isLemma: (form: string) => ['goose', 'church', 'fly', 'try', 'glass'].includes(form),
  };
  expect(baseForms('churches', 'noun', dictionary)).toEqual(['church']);
  expect(baseForms('geese', 'noun', dictionary)).toEqual(['goose']);
  expect(baseForms('tried', 'verb', dictionary)).toEqual([]);
  expect(baseForms('flies', 'verb', dictionary)).toEqual(['fly']);
  expect(baseForms('glass', 'noun', dictionary)).toEqual(['glass']);
});

test('every line is found by its first word, and nothing between them', () => {
  const names = ['a', 'ab', 'abc', 'b', "b'c", 'ba', 'z'];
  const lines = new SortedLines(
    Buffer.from(`  a licence\n  more of it\n${names.map((name) => `${name} 1 2\n`).join('')}`),
  );
  for (const name of names) expect(lines.find(name)).toBe(`${name} 1 2`);
  for (const name of ['', 'aa', 'abcd', 'c', 'zz', '0', 'licence']) expect(lines.has(name)).toBe(false);
});
