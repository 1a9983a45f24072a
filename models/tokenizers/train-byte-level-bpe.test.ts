import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteAlphabet } from './byte-alphabet.ts';
import { loadTokenizer } from './load-tokenizer.ts';
import { countPreTokens } from './pre-tokens.ts';
import { trainByteLevelBpe } from './train-byte-level-bpe.ts';

const corpus = [
  "I'm so sorry to hear that. It's been a hard week, hasn't it?",
  'That sounds hard. I am sorry to hear it; how are you feeling now?',
  'Größe, naïve, 東京の天気, здравствуйте — 12345 and 678.  Two  spaces.\n\tTabs 🙂🙂',
];
const trained = trainByteLevelBpe(corpus, { vocabSize: 400 });
const unicode = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc
    .array(
      fc.constantFrom(...corpus[0]!.split(' '), ' ', '  ', '\n', "'s", '<|endoftext|>', '<|', '.', ' .'),
      {
        maxLength: 20,
      },
    )
    .map((parts) => parts.join('')),
);

test('the byte alphabet has 256 visible characters, a space being Ġ and a line break Ċ', () => {
  expect(new Set(byteAlphabet).size).toBe(256);
  expect(byteAlphabet.every((character) => /^[^\s\p{Cc}]$/u.test(character))).toBe(true);
  expect([byteAlphabet[0x20], byteAlphabet[0x0a], byteAlphabet[0x41]]).toEqual(['Ġ', 'Ċ', 'A']);
  expect(byteAlphabet[0xad]).toBe('\u0143');
});

test('any Unicode text comes back unchanged', () => {
  const tokenizer = loadTokenizer(trained);
  fc.assert(
    fc.property(unicode, (text) => {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

test('a tokenizer without merges still encodes any text, a byte at a time', () => {
  const tokenizer = loadTokenizer(trainByteLevelBpe([], { vocabSize: 256, specialTokens: [] }));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      const ids = tokenizer.encode(text);
      expect(ids.length).toBe(new TextEncoder().encode(text).length);
      expect(tokenizer.decode(ids)).toBe(text);
    }),
  );
});

test('the order of the texts changes nothing', () => {
  expect(trainByteLevelBpe([...corpus].reverse(), { vocabSize: 400 })).toEqual(trained);
});

test('ids are the special tokens, the bytes by code point, then the merges in order', () => {
  const special = ['<|endoftext|>', '<pad>'];
  const { model, added_tokens } = trainByteLevelBpe(['ab ab ab'], { vocabSize: 300, specialTokens: special });
  const byId = Object.entries(model.vocab).sort((a, b) => a[1] - b[1]);
  expect(byId.map(([, id]) => id)).toEqual(byId.map((_, place) => place));
  expect(byId.slice(0, 4).map(([token]) => token)).toEqual(['<|endoftext|>', '<pad>', '!', '"']);
  expect(byId.slice(258).map(([token]) => token)).toEqual(['ab', 'Ġab']);
  expect(model.merges).toEqual(['a b', 'Ġ ab']);
  expect(added_tokens).toMatchObject([{ id: 0, content: '<|endoftext|>', special: true }, { id: 1 }]);
});

test('a word longer than any language has is cut for training, not for encoding', () => {
  const { model } = trainByteLevelBpe([`${'x'.repeat(511)}yz`], { vocabSize: 300, minFrequency: 1 });
  expect(model.merges[0]).toBe('x x');
  expect(model.merges).not.toContain('y z');
  const whole = trainByteLevelBpe([`${'x'.repeat(510)}yz`], { vocabSize: 300, minFrequency: 1 });
  expect(Object.keys(whole.model.vocab)).toContain('yz');
});

test('pairs rarer than the minimum frequency are not merged', () => {
  const text = ['ab ab cd'];
  expect(trainByteLevelBpe(text, { vocabSize: 300, minFrequency: 2 }).model.merges).toEqual(['a b']);
  expect(trainByteLevelBpe(text, { vocabSize: 300, minFrequency: 3 }).model.merges).toEqual([]);
  expect(trainByteLevelBpe(text, { vocabSize: 300, minFrequency: 1 }).model.merges).toContain('c d');
});

test('the vocabulary has the size asked for where the text allows it', () => {
  expect(Object.keys(trained.model.vocab).length).toBeLessThanOrEqual(400);
  const small = trainByteLevelBpe(corpus, { vocabSize: 270 });
  expect(Object.keys(small.model.vocab)).toHaveLength(270);
  expect(loadTokenizer(small).vocabSize).toBe(270);
});

test('pieces are words with their space, contractions, numbers and marks; special tokens divide a text', () => {
  const counts = countPreTokens(["I'm  fine, it's 42<|endoftext|>fine"], ['<|endoftext|>']);
  expect([...counts]).toEqual([
    ['I', 1],
    ["'m", 1],
    [' ', 1],
    [' fine', 1],
    [',', 1],
    [' it', 1],
    ["'s", 1],
    [' 42', 1],
    ['fine', 1],
  ]);
});

test('of two special tokens where one starts the other, the longer is seen', () => {
  expect([...countPreTokens(['x<s><s>y'], ['<s>', '<s><s>']).keys()]).toEqual(['x', 'y']);
  expect([...countPreTokens(['a.*b'], ['.*']).keys()]).toEqual(['a', 'b']);
});

test('a special token is one id and a text around it is encoded as if it stood alone', () => {
  const tokenizer = loadTokenizer(trained);
  const end = tokenizer.idOf('<|endoftext|>')!;
  expect(tokenizer.encode('sorry<|endoftext|>hear')).toEqual([
    ...tokenizer.encode('sorry'),
    end,
    ...tokenizer.encode('hear'),
  ]);
  expect([...tokenizer.allSpecialIds]).toEqual([end]);
  expect(tokenizer.decode([...tokenizer.encode('so'), end], { skipSpecialTokens: true })).toBe('so');
});

test.each([
  [{ vocabSize: 256 }, /from 257/],
  [{ vocabSize: 300.5 }, /whole number/],
  [{ vocabSize: 2 ** 25 }, /to 16777216/],
  [{ vocabSize: 300, minFrequency: 0 }, /at least 1/],
  [{ vocabSize: 300, specialTokens: ['<a>', '<a>'] }, /are equal/],
  [{ vocabSize: 300, specialTokens: ['x'] }, /two or more printable ASCII/],
  [{ vocabSize: 300, specialTokens: ['Ġthe'] }, /two or more printable ASCII/],
])('the options %j are refused', (options, message) => {
  expect(() => trainByteLevelBpe([], options)).toThrow(message);
});

test('a tokenizer may drop case and put a space before a text, so that a word is one token wherever it stands', () => {
  const json = trainByteLevelBpe(corpus, { vocabSize: 400, lowercase: true, prefixSpace: true });
  const tokenizer = loadTokenizer(json);
  const [first] = tokenizer.encode('That');
  expect(tokenizer.encode('sorry THAT').at(-1)).toBe(first);
  expect(tokenizer.tokenOf(first ?? -1)).toBe('Ġthat');
  expect(tokenizer.decode(tokenizer.encode("It's SORRY"))).toBe(" it's sorry");
});
