import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxLineBytes, openLines } from './open-lines.ts';
import { failureOf, temporaryFile } from './testing.ts';

async function readLines(path: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const { firstLine, texts } of openLines({ path })) {
    expect(firstLine).toBe(lines.length + 1);
    lines.push(...texts);
  }
  return lines;
}

const failure = (name: string, content: string | Uint8Array) =>
  failureOf(readLines(temporaryFile(name, content)));

test('lines come out as they went in, whatever Unicode they hold', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' ')),
        { minLength: 1 },
      ),
      async (lines) => {
        fc.pre(lines.join('') !== '' && !lines[0]!.startsWith('\uFEFF'));
        expect(await readLines(temporaryFile('a.txt', `${lines.join('\n')}\n`))).toEqual(lines);
        expect(await readLines(temporaryFile('a.txt', gzipSync(`${lines.join('\n')}\n`)))).toEqual(lines);
      },
    ),
    { numRuns: 25 },
  );
});

test('lines across the borders of read blocks stay whole', async () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `${index} ${'é'.repeat(index % 97)}`);
  expect(await readLines(temporaryFile('a.txt', lines.join('\n')))).toEqual(lines);
});

test('a byte order mark is no part of the first line, and a last line needs no line feed', async () => {
  expect(await readLines(temporaryFile('a.csv', '\uFEFFone\ntwo'))).toEqual(['one', 'two']);
});

test('a gzip file is read whatever its name', async () => {
  expect(await readLines(temporaryFile('a.csv', gzipSync('one\ntwo\n')))).toEqual(['one', 'two']);
});

test('a plain file whose name ends in .gz is read as it is', async () => {
  expect(await readLines(temporaryFile('a.csv.gz', 'one\n'))).toEqual(['one']);
});

test('right-to-left script and its marks are kept as they are', async () => {
  const text = 'שלום \u202Eabc\u202C مرحبا \u200F';
  expect(await readLines(temporaryFile('a.txt', `${text}\n`))).toEqual([text]);
});

test('an empty file is refused, packed or not', async () => {
  expect((await failure('a.csv', '')).message).toBe('a.csv is empty.');
  expect((await failure('a.csv.gz', gzipSync(''))).message).toBe('a.csv.gz is empty.');
});

test('a gzip file that was cut off is refused', async () => {
  const whole = gzipSync(Array.from({ length: 5000 }, (_, index) => `line ${index * 7919}\n`).join(''));
  const error = await failure('a.csv.gz', whole.subarray(0, whole.length - 200));
  expect(error.message).toMatch(/^a\.csv\.gz is a gzip file that ends too early/);
});

test('a damaged gzip file is refused', async () => {
  const bytes = gzipSync(Array.from({ length: 5000 }, (_, index) => `line ${index * 7919}\n`).join(''));
  bytes.fill(0xff, 2000, 2100);
  expect((await failure('a.csv.gz', bytes)).message).toMatch(/damaged gzip file/);
});

test.each([
  ['a PNG picture', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['a ZIP archive or an Excel workbook', [0x50, 0x4b, 0x03, 0x04, 0x14]],
  ['a PDF document', [...Buffer.from('%PDF-1.7\n')]],
  ['UTF-16 text', [0xff, 0xfe, 0x61, 0x00]],
])('%s named .csv is refused by what it is', async (what, bytes) => {
  const error = await failure('a.csv', new Uint8Array(bytes));
  expect(error.message).toContain(what);
  expect(error.code).toBe('bad-input');
});

test('a packed archive is refused by what is inside', async () => {
  const tar = Buffer.alloc(512);
  tar.write('ustar', 257);
  expect((await failure('a.tar.gz', gzipSync(tar))).message).toContain('a tar archive');
});

test('invalid UTF-8 is refused with its line', async () => {
  const bytes = Buffer.concat([Buffer.from('one\ntwo\nth'), Buffer.from([0xe9]), Buffer.from('ee\nfour\n')]);
  const error = await failure('a.csv', bytes);
  expect(error.message).toMatch(/^a\.csv, line 3 is not valid UTF-8/);
  expect(error.details).toEqual({ line: 3 });
});

test('a line of 100 MB is refused with its number, and is never held', async () => {
  const packed = gzipSync(Buffer.concat([Buffer.from('one\ntwo\n'), Buffer.alloc(100_000_000, 0x61)]));
  const path = temporaryFile('a.csv', packed);
  const before = process.memoryUsage().arrayBuffers;
  const error = await failureOf(readLines(path));
  expect(error.code).toBe('too-large');
  expect(error.message).toMatch(/^a\.csv, line 3 is longer than 8 MB/);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * maxLineBytes);
});

test('a line just short enough is read', async () => {
  const line = 'x'.repeat(maxLineBytes);
  expect(await readLines(temporaryFile('a.txt', `a\n${line}\nb\n`))).toEqual(['a', line, 'b']);
});

test('a file that is not there, and a folder, are told as such', async () => {
  expect((await failureOf(readLines('/nowhere/at-all.csv'))).message).toBe(
    'There is no file at-all.csv at the place named.',
  );
  const folder = mkdtempSync(join(tmpdir(), 'workbench-folder-'));
  expect((await failureOf(readLines(folder))).message).toContain('is a folder');
});
