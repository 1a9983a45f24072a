import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSafetensors } from './read-safetensors.ts';
import { temporaryFolder } from './testing.ts';
import { writeSafetensors } from './write-safetensors.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** A file with any header text, followed by so many bytes of data. */
function fileWith(header: string | object, dataBytes: number): string {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const path = join(folder.path, 'model.safetensors');
  writeFileSync(path, Buffer.concat([length, json, Buffer.alloc(dataBytes)]));
  return path;
}

const pair = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };

test('tensors of any names and shapes come back as they were written', () => {
  let run = 0;
  const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
  const names = fc.string({ unit: 'binary', maxLength: 8 }).filter((name) => name !== '__metadata__');
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(names, shape), { selector: ([n]) => n, maxLength: 6 }), (list) => {
      const tensors = new Map(
        list.map(([name, dims], i) => {
          const length = dims.reduce((a, b) => a * b, 1);
          const data = Float32Array.from({ length }, (_, k) => i + k / 7);
          return [name, { shape: dims, read: () => data }] as const;
        }),
      );
      const path = join(folder.path, `${run++}.safetensors`);
      writeSafetensors(path, tensors);
      const back = readSafetensors(path);
      expect(back.metadata).toEqual({ format: 'pt' });
      expect([...back.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
      for (const [name, tensor] of tensors) {
        expect(back.tensors.get(name)?.shape).toEqual(tensor.shape);
        expect(back.tensors.get(name)?.read()).toEqual(tensor.read());
      }
    }),
    { numRuns: 50 },
  );
});

test('a written file has its names sorted and its data at a multiple of eight bytes', () => {
  const path = join(folder.path, 'model.safetensors');
  const one = { shape: [1], read: () => Float32Array.of(1) };
  writeSafetensors(
    path,
    new Map([
      ['b', one],
      ['10', one],
      ['a', one],
    ]),
  );
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  expect(length % 8).toBe(0);
  const header = bytes.subarray(8, 8 + length).toString();
  expect(header.indexOf('"10"')).toBeLessThan(header.indexOf('"a"'));
  expect(header.indexOf('"a"')).toBeLessThan(header.indexOf('"b"'));
  expect(bytes.length).toBe(8 + length + 12);
});

test('data that does not fill its shape is refused by name', () => {
  const tensors = new Map([['w', { shape: [3], read: () => new Float32Array(2) }]]);
  expect(() => writeSafetensors(join(folder.path, 'x.safetensors'), tensors)).toThrow(/"w" has 2 elements/);
});

test.each([
  ['text instead of a header', 'not json', 0, /header is not JSON/],
  ['a list as header', '[]', 0, /not a JSON object/],
  ['an entry that is no object', { w: 3 }, 0, /tensor "w" is not an object/],
  ['an unknown format', { w: { ...pair, dtype: 'F8_E4M3' } }, 8, /"w" has the number format "F8_E4M3"/],
  [
    'a format that names something of every object',
    { w: { ...pair, dtype: 'toString' } },
    8,
    /format "toString"/,
  ],
  ['a negative size', { w: { ...pair, shape: [-2] } }, 8, /shape of tensor "w"/],
  ['a broken size', { w: { ...pair, shape: [1.5] } }, 8, /shape of tensor "w"/],
  ['a size past counting', { w: { ...pair, shape: [2 ** 52, 2 ** 52] } }, 8, /tensor "w" needs/],
  ['offsets that run backwards', { w: { ...pair, data_offsets: [8, 0] } }, 8, /tensor "w" needs 8 bytes/],
  ['one offset', { w: { ...pair, data_offsets: [0] } }, 8, /data_offsets of tensor "w"/],
  ['offsets for another shape', { w: { ...pair, data_offsets: [0, 4] } }, 8, /"w" needs 8 bytes .* give 4/],
  ['offsets past the end', { w: pair }, 4, /"w" ends at byte 8 .* only 4 .* truncated/],
  ['overlapping tensors', { v: pair, w: { ...pair, data_offsets: [4, 12] } }, 12, /"w" overlaps/],
  ['a hole', { v: pair, w: { ...pair, data_offsets: [12, 20] } }, 20, /hole of 4 bytes before tensor "w"/],
  ['bytes left over', { w: pair }, 9, /1 bytes follow the last tensor/],
  [
    'a name twice',
    '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}',
    16,
    /hole of 8 bytes/,
  ],
  ['metadata that is no text', { __metadata__: { format: 1 }, w: pair }, 8, /__metadata__ "format"/],
] as const)('a file with %s is refused with its name', (...[, header, dataBytes, message]) => {
  const path = fileWith(header, dataBytes);
  expect(() => readSafetensors(path)).toThrow(message);
  expect(() => readSafetensors(path)).toThrow(path);
});

test('a header length beyond the file or the limit is refused before anything is allocated', () => {
  const path = join(folder.path, 'model.safetensors');
  const length = Buffer.alloc(16);
  length.writeBigUInt64LE(2n ** 63n);
  writeFileSync(path, length);
  expect(() => readSafetensors(path)).toThrow(/announces a header of 9223372036854775808 bytes/);
  writeFileSync(path, 'abc');
  expect(() => readSafetensors(path)).toThrow(/it has 3 bytes/);
  expect(() => readSafetensors(join(folder.path, 'none'))).toThrow(/missing or cannot be read/);
});

test('a file that is cut after it was opened fails at the tensor that is gone', () => {
  const path = fileWith({ w: pair }, 8);
  const tensor = readSafetensors(path).tensors.get('w');
  truncateSync(path, readFileSync(path).length - 4);
  expect(() => tensor?.read()).toThrow(/ends inside tensor "w"/);
});

test('every cut of a valid file is refused', () => {
  const path = fileWith({ v: pair, w: { ...pair, data_offsets: [8, 16] } }, 16);
  const whole = readFileSync(path);
  for (let length = 0; length < whole.length; length++) {
    writeFileSync(path, whole.subarray(0, length));
    expect(() => readSafetensors(path), `cut to ${length}`).toThrow(
      expect.objectContaining({ code: 'bad-input' }),
    );
  }
});
