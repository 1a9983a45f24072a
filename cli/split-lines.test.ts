import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type StreamLine, splitLines } from './split-lines.ts';

async function linesOf(chunks: readonly Uint8Array[], maxBytes = 1e6): Promise<StreamLine[]> {
  const lines: StreamLine[] = [];
  const stream = (async function* () {
    yield* chunks;
  })();
  for await (const line of splitLines(stream, { maxBytes })) lines.push(line);
  return lines;
}

const bytes = (text: string) => Buffer.from(text);

test('Lines are the same wherever the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), fc.nat(7), async (texts, cut) => {
      const wanted = texts.map((text) => text.replaceAll(/[\r\n\uFEFF]/g, ''));
      const whole = bytes(wanted.map((text) => `${text}\n`).join(''));
      const chunks = Array.from({ length: Math.ceil(whole.length / (cut + 1)) }, (_, index) =>
        whole.subarray(index * (cut + 1), (index + 1) * (cut + 1)),
      );
      expect(await linesOf(chunks)).toEqual(wanted.map((text) => ({ text })));
    }),
  );
});

test('A last line needs no end, and an empty line is a line', async () => {
  expect(await linesOf([bytes('a\r\n\nb')])).toEqual([{ text: 'a' }, { text: '' }, { text: 'b' }]);
  expect(await linesOf([])).toEqual([]);
});

test('A line above the bound or not in UTF-8 is a fault of that line alone', async () => {
  expect(await linesOf([bytes('aaaa'), bytes('aaaa\nb\n')], 5)).toEqual([
    { fault: 'too-long' },
    { text: 'b' },
  ]);
  expect(await linesOf([Uint8Array.of(0xff, 10, 98, 10)])).toEqual([{ fault: 'not-utf8' }, { text: 'b' }]);
});
