import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEmpatheticDialogues } from './parse-empathetic-dialogues.ts';
import { failureOf, parseAll } from './testing.ts';

const header = 'conv_id,utterance_idx,context,prompt,speaker_idx,utterance,selfeval,tags';
const parse = (...lines: readonly string[]) => parseAll(parseEmpatheticDialogues, lines.join('\n'));
const failure = (...lines: readonly string[]) => failureOf(parse(...lines));

test('consecutive rows of a conv_id are one dialogue, and _comma_ is a comma', async () => {
  const dialogues = await parse(
    header,
    'c1,1,sad,My dog_comma_ Rex_comma_ died.,5,"Rex" died today_comma_ at home.,5|5|5_2|2|2,',
    'c1,2,sad,My dog_comma_ Rex_comma_ died.,9,I am so sorry.,5|5|5_2|2|2,',
    '',
    'c2,1,proud,,3,I won!,,\r',
  );
  expect(dialogues).toEqual([
    {
      line: 2,
      convId: 'c1',
      emotion: 'sad',
      situation: 'My dog, Rex, died.',
      turns: [
        { speaker: 'speaker', text: '"Rex" died today, at home.' },
        { speaker: 'listener', text: 'I am so sorry.' },
      ],
    },
    {
      line: 5,
      convId: 'c2',
      emotion: 'proud',
      situation: null,
      turns: [{ speaker: 'speaker', text: 'I won!' }],
    },
  ]);
});

test('the candidates in a ninth field of the official test file are passed over', async () => {
  const [dialogue] = await parse(
    header,
    'c1,1,sad,s,5,one,,,that is sad|oh no_comma_ really',
    'c1,2,sad,s,6,two,5|5|5_2|2|5,<HI>,',
    'c1,3,sad,s,5,three,5|5|5_2|2|5,,me too|ah',
  );
  expect(dialogue?.turns.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
});

test('columns are found by name, in any order and with others between', async () => {
  const [dialogue] = await parse(
    'utterance,x,conv_id,speaker_idx,utterance_idx,prompt,context',
    'hi,,c1,1,1,p,joyful',
  );
  expect(dialogue).toMatchObject({
    convId: 'c1',
    emotion: 'joyful',
    situation: 'p',
    turns: [{ text: 'hi' }],
  });
});

const word = fc
  .string({ unit: 'grapheme' })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what the form cannot hold is left out
  .map((text) => text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g, ' '))
  .filter((text) => !text.includes('_comma_'));
const dialogueArbitrary = fc.record({
  emotion: fc.constantFrom('sad', 'proud'),
  situation: fc.oneof(word, fc.constant('"Quoted", with comma')),
  texts: fc.array(fc.oneof(word, fc.constantFrom('a,b', '""', '"', ',', 'مرحبا, "שלום"')), { minLength: 1 }),
});

test('what is written in the official form is read back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(dialogueArbitrary, { minLength: 1, maxLength: 8 }), async (dialogues) => {
      const field = (text: string) => text.replaceAll(',', '_comma_');
      const rows = dialogues.flatMap(({ emotion, situation, texts }, number) =>
        texts.map((text, index) =>
          [`c${number}`, index + 1, emotion, field(situation), index % 2, field(text), '', ''].join(','),
        ),
      );
      const read = await parse(header, ...rows);
      expect(read).toEqual(
        dialogues.map(({ emotion, situation, texts }, number) => ({
          line: 2 + dialogues.slice(0, number).reduce((sum, { texts }) => sum + texts.length, 0),
          convId: `c${number}`,
          emotion,
          situation: situation === '' ? null : situation,
          turns: texts.map((text, index) => ({ speaker: index % 2 === 0 ? 'speaker' : 'listener', text })),
        })),
      );
    }),
  );
});

describe('is refused, with its line:', () => {
  const good = 'c1,1,sad,s,5,one,,';

  test('a header without a column, which is named', async () => {
    const error = await failure('conv_id,utterance_idx,context,prompt,utterance', good);
    expect(error.message).toMatch(/line 1: the header lacks the column speaker_idx\./);
  });

  test('a quoted file', async () => {
    expect((await failure('"conv_id","utterance_idx"', good)).message).toMatch(
      /line 1: the header is quoted/,
    );
  });

  test('a file of JSON Lines', async () => {
    expect((await failure('{"conv_id": "a", "turns": []}')).message).toMatch(/line 1: this is JSON, not CSV/);
  });

  test('a row with a bare comma', async () => {
    for (const text of ['well, yes', 'well,', 'a|b, yes', ',']) {
      const error = await failure(header, good, `c1,2,sad,s,6,${text},,`);
      expect(error.message).toMatch(/line 3: 9 fields instead of 8\..*_comma_/);
    }
  });

  test('an utterance_idx that is no number, or does not rise', async () => {
    expect((await failure(header, 'c1,x,sad,s,5,one,,')).message).toMatch(/line 2: utterance_idx/);
    expect((await failure(header, good, 'c1,1,sad,s,6,two,,')).message).toMatch(/line 3: .*does not rise/);
  });

  test('a dialogue with two emotions or two situations', async () => {
    expect((await failure(header, good, 'c1,2,glad,s,6,two,,')).message).toMatch(/line 3: context differs/);
    expect((await failure(header, good, 'c1,2,sad,t,6,two,,')).message).toMatch(/line 3: prompt differs/);
  });

  test('a dialogue whose rows do not stand together', async () => {
    const error = await failure(header, good, 'c2,1,sad,s,5,x,,', 'c1,2,sad,s,6,two,,');
    expect(error.message).toMatch(/line 4: conv_id c1 already stood at line 2/);
  });

  test('a control character, by column and code point', async () => {
    const error = await failure(header, good, 'c1,2,sad,s,6,tw\u0000o,,');
    expect(error.message).toMatch(/line 3: utterance holds the control character U\+0000/);
  });

  test('an empty conv_id or speaker_idx', async () => {
    expect((await failure(header, ',1,sad,s,5,one,,')).message).toMatch(/line 2: conv_id is empty/);
    expect((await failure(header, 'c1,1,sad,s,,one,,')).message).toMatch(/line 2: speaker_idx is empty/);
  });
});

test('all bad rows are told of, up to twenty', async () => {
  const error = await failure(header, 'a,1', 'c1,1,sad,s,5,one,,', 'b', 'c');
  expect(error.message).toMatch(/line 2: .* \(2 more: lines 4, 5\.\) Nothing was imported\.$/);
  expect(error.details.badRows).toBe(3);
  expect(error.details.moreRows).toMatch(/^line 4: .*\nline 5: /);
  const many = await failure(header, ...Array.from({ length: 500 }, () => 'bad'));
  expect(many.details.badRows).toBe(20);
  expect(many.message).toContain('At least 19 more');
});
