import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dialogueFeeds } from './dialogue-model.ts';
import { dialogueWindows, rowTargets } from './dialogue-windows.ts';

const tokens = { pad: 0, eos: 1, bos: 2, speaker1: 3, speaker2: 4 };
/** A letter is a token. */
const encode = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const options = { encode, tokens, maxLength: 8 };
const [a, b, c, d] = encode('abcd');

test('who opens is speaker 2 and who answers speaker 1', () => {
  expect(dialogueWindows({ id: 'x', turns: ['ab', 'c', 'd'] }, options)).toEqual([[2, 4, a, b, 3, c, 4, d]]);
});

test('a long dialogue goes on in a new row at a turn, each person keeping their token', () => {
  expect(dialogueWindows({ id: 'x', turns: ['abc', 'abc', 'd'] }, options)).toEqual([
    [2, 4, a, b, c],
    [2, 3, a, b, c, 4, d],
  ]);
});

test('no token is lost unless a single turn is longer than a row', () => {
  const turns = fc.array(fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'b', 'c') }), {
    minLength: 2,
    maxLength: 12,
  });
  fc.assert(
    fc.property(turns, (given) => {
      const rows = dialogueWindows({ id: 'x', turns: given }, options);
      expect(rows.every((row) => row.length <= 8 && row.length >= 3 && row[0] === tokens.bos)).toBe(true);
      expect(rows.flat().filter((id) => id > 4)).toEqual(encode(given.join('')));
    }),
  );
  expect(
    dialogueWindows({ id: 'x', turns: ['a'.repeat(20), 'b'] }, options).map((row) => row.length),
  ).toEqual([8, 3]);
});

test('each word is predicted from the one before, a turn ends in <eos>, and who speaks next is never asked', () => {
  const { labels, types } = rowTargets([2, 4, a!, b!, 3, c!], tokens, -100);
  expect(labels).toEqual([-100, a, b, 1, c, 1]);
  expect(types).toEqual([3, 4, 4, 4, 3, 3]);
});

test('rows of a batch are filled on the right, and the filling is no label', () => {
  const feeds = dialogueFeeds(
    [
      [2, 4, a!],
      [2, 4, a!, 3, b!],
    ],
    tokens,
  );
  expect(feeds.input_ids).toEqual({ data: Int32Array.of(2, 4, a!, 0, 0, 2, 4, a!, 3, b!), shape: [2, 5] });
  expect(feeds.labels).toEqual({
    data: Int32Array.of(-100, a!, 1, -100, -100, -100, a!, 1, b!, 1),
    shape: [2, 5],
  });
  expect(feeds.attention_bias).toEqual({
    data: Float32Array.from({ length: 25 }, (_, at) => (at % 5 <= Math.floor(at / 5) ? 0 : -1e9)),
    shape: [1, 1, 5, 5],
  });
});
