import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ordinaryTypography } from './ordinary-typography.ts';

test.each([
  ["i 'm sorry to hear that . .", "I'm sorry to hear that."],
  ['I’m sorry to hear that…', "I'm sorry to hear that..."],
  ["oh no ! i ca n't wait , it 's fun", "Oh no! I can't wait, it's fun"],
  ["i don ' t know . i ' m lost", "I don't know. I'm lost"],
  ['do you wan na go ? i got ta', 'Do you wanna go? I gotta'],
  ['wow!!! what ? ! really??', 'Wow! What?! Really?'],
  ['well . . . maybe', 'Well... maybe'],
  ['Uhm.. yeah, sure', 'Uhm... yeah, sure'],
  ['he said " that is it . " then left', 'He said "that is it." Then left'],
  ["`` no '' , she said", '"No", she said'],
  ['“Quite,” she said', '"Quite," she said'],
  ['I hear you—really -- truly - yes', 'I hear you - really - truly - yes'],
  ['it took 10–20 min', 'It took 10-20 min'],
  ['that is 100 % or $ 5 ( i think )', 'That is 100% or $5 (I think)'],
  ['hi,there!how are you.Did it help?', 'Hi, there! How are you. Did it help?'],
  ['at 5 p.m. on friday with mr. b', 'At 5 p.m. on Friday with Mr. b'],
  ['iPhone broke. iPads too', 'iPhone broke. iPads too'],
  ['oh no. what happened', 'Oh no. What happened'],
  ['I AM SO SORRY FOR YOU', 'I am so sorry for you'],
  ['OMG', 'OMG'],
  ['i hope so : )', 'I hope so :)'],
  ['that is sad :( i know', 'That is sad :( I know'],
  ['see https://a.b/c?d,e', 'See https://a.b/c?d,e'],
  ['I am here.', 'I am here.'],
  ['', ''],
])('%j is shown as %j', (raw, shown) => {
  expect(ordinaryTypography(raw)).toBe(shown);
});

const pieces = fc.constantFrom(
  ...["i'm", 'I', 'i', 'Hi', 'NO', 'u.s.', '...', '.', '..', '!', '?', ',', ':)', ':', ')', '(', ' ', '  '],
  ...[
    'mr.',
    '"',
    "'",
    "'s",
    "n't",
    's',
    'wan',
    'na',
    'é',
    'ß',
    '-',
    '--',
    '—',
    '–',
    '5',
    '$',
    '%',
    '’',
    '``',
    '…',
  ],
);
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join(' ')),
  fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
);

test('doing it twice changes nothing more', () => {
  fc.assert(
    fc.property(texts, (raw) => {
      const once = ordinaryTypography(raw);
      expect(ordinaryTypography(once)).toBe(once);
    }),
    { numRuns: 3000 },
  );
});

test('no letter or digit changes but for its case', () => {
  // The letter "ʼ" is taken for the apostrophe it looks like.
  const said = (text: string) =>
    (
      text
        .normalize('NFC')
        .replaceAll('ʼ', "'")
        .match(/[\p{L}\p{N}]/gu) ?? []
    )
      .join('')
      .toLowerCase();
  fc.assert(
    fc.property(texts, (raw) => {
      expect(said(ordinaryTypography(raw))).toBe(said(raw));
    }),
    { numRuns: 3000 },
  );
});

// Licensed for research only, so it is read where it lies beside the project, and not part of it.
const file = fileURLToPath(
  new URL('../../shared/data/system_outputs/ed_test_responses.jsonl.gz', import.meta.url),
);

/** What can be seen of an answer without reading it. */
const features: Readonly<Record<string, RegExp>> = {
  'sentence begun small': /(?:^|[^.!?][.!?]["')]*\s+)["'(]*\p{Ll}/u,
  'space before . , ! ?': /\s[.,!?]/,
  'pronoun i small': /(?<![\p{L}'])i(?!\p{L})/u,
  'contraction apart': /\p{L} (?:'(?:s|m|d|t|re|ve|ll)|n't)(?!\p{L})/iu,
  'spaces doubled or at the ends': /\s\s|^\s|\s$/,
  'stop, comma or cry doubled': /(?<!\.)\.\s?\.(?!\.)|,\s*,|!\s*!|\?\s*\?/,
};

/** Of each feature the share of answers that have it, in per cent: the largest less the smallest over systems. */
function apart(systems: readonly (readonly string[])[], shown: (text: string) => string): number[] {
  return Object.values(features).map((feature) => {
    const shares = systems.map(
      (answers) => (100 * answers.filter((answer) => feature.test(shown(answer))).length) / answers.length,
    );
    return Math.max(...shares) - Math.min(...shares);
  });
}

test.skipIf(!existsSync(file))(
  'the typing of five published systems and of people no longer tells them apart',
  () => {
    const rows = gunzipSync(readFileSync(file))
      .toString()
      .trim()
      .split('\n')
      .map(
        (line) => JSON.parse(line) as { reference: string | null; responses: Record<string, string | null> },
      );
    const names = Object.keys(rows[0]?.responses ?? {});
    const systems = [
      rows.map(({ reference }) => reference),
      ...names.map((name) => rows.map(({ responses }) => responses[name])),
    ].map((answers) => answers.filter((answer) => typeof answer === 'string'));
    expect(systems).toHaveLength(6);
    expect(Math.max(...apart(systems, (text) => text))).toBeGreaterThan(90);
    expect(Math.max(...apart(systems, ordinaryTypography))).toBeLessThan(0.5);
  },
);
