import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readQuotedCsv } from './read-quoted-csv.ts';
import { failureOf, parseAll } from './testing.ts';

const parse = (text: string) =>
  parseAll((blocks, problems) => readQuotedCsv(blocks, { required: ['a', 'b'] }, problems), text);
const failure = (text: string) => failureOf(parse(text));
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test('what is written quoted is read back as it was, and every row knows its line', async () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('a,b', '"', '""', 'one\ntwo', 'one\r\ntwo', '', ' x ', '\n', 'שלום'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell), { minLength: 1 }),
      fc.constantFrom('\n', '\r\n'),
      async (rows, end) => {
        const text = [`a,b`, ...rows.map(([a, b]) => `${quoted(a)},${quoted(b)}`), ''].join(end);
        let line = 2;
        const expected = rows.map(([a, b]) => {
          const at = line;
          line += 1 + (a + b).split('\n').length - 1;
          return { line: at, fields: { a, b } };
        });
        expect(await parse(text)).toEqual(expected);
      },
    ),
  );
});

test('a multi-line field does not put off the line of a later bad row', async () => {
  const error = await failure('a,b\n"one\ntwo\nthree",x\ny,z\nlonely\n');
  expect(error.message).toMatch(/line 6: 1 fields instead of the header's 2/);
});

test('further columns are read, blank lines are not, and the order of columns is free', async () => {
  expect(await parse('x,b,a\n\n1,2,3\n')).toEqual([{ line: 3, fields: { x: '1', b: '2', a: '3' } }]);
});

describe('is refused:', () => {
  test('a header that lacks columns, which are named', async () => {
    expect((await failure('a,c\n1,2\n')).message).toMatch(/line 1: the header lacks the column b\./);
    expect((await failure('x\n1\n')).message).toMatch(/line 1: the header lacks the columns a, b\./);
  });

  test('a file of JSON Lines', async () => {
    expect((await failure('{"a": "x", "b": 1}\n')).message).toMatch(/line 1: this is JSON, not CSV/);
  });

  test('a header that says a column twice', async () => {
    expect((await failure('a,b,a\n1,2,3\n')).message).toMatch(/column a stands twice/);
  });

  test('a mark that is never closed, at the line where its row begins', async () => {
    expect((await failure('a,b\n1,2\n"open,3\n4,5\n')).message).toMatch(/line 3: .*never closed/);
  });

  test('marks inside a field that is not quoted, and text after a closing one', async () => {
    expect((await failure('a,b\n1,2\nsay "hi",3\n4,5\n')).message).toMatch(/line 3: a quotation mark stands/);
    expect((await failure('a,b\n"x"y,3\n')).message).toMatch(/line 2: a quotation mark stands/);
  });

  test('a row that swallows the file for want of a mark, without holding all of it', async () => {
    const text = `a,b\n"open,1\n${'filler,1\n'.repeat(1_200_000)}`;
    expect((await failure(text)).message).toMatch(/line 2: .*never closed/);
  });
});
