import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { quantiseMatrix } from '../serving/quantise-weight.ts';
import { packedTensors, packMatrix, unpackMatrix } from './packed-int8.ts';
import { readSafetensors } from './read-safetensors.ts';
import { temporaryFolder } from './testing.ts';
import { type EncodedTensor, type WritableTensor, writeSafetensors } from './write-safetensors.ts';

const matrix = fc
  .record({ rows: fc.integer({ min: 1, max: 8 }), columns: fc.integer({ min: 1, max: 8 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      scaled: fc.constantFrom('row' as const, 'column' as const),
      values: fc
        .array(fc.float({ min: -1000, max: 1000, noNaN: true }), {
          minLength: rows * columns,
          maxLength: rows * columns,
        })
        .map((values) => Float32Array.from(values)),
    }),
  );

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

test('a weight is off by half a step of its row or column at most, and the largest by nothing', () => {
  fc.assert(
    fc.property(matrix, ({ values, ...layout }) => {
      const packed = packMatrix(values, layout);
      const back = unpackMatrix(packed, layout);
      for (const [at, value] of values.entries()) {
        const place = layout.scaled === 'row' ? Math.floor(at / layout.columns) : at % layout.columns;
        const step = packed.scales[place]!;
        expect(Math.abs(back[at]! - value)).toBeLessThanOrEqual(step * (0.5 + 1e-5) + 1e-30);
        expect(Math.abs(packed.codes[at]!)).toBeLessThanOrEqual(127);
      }
    }),
  );
});

test('packing what was packed gives the same codes', () => {
  fc.assert(
    fc.property(matrix, ({ values, ...layout }) => {
      const packed = packMatrix(values, layout);
      expect(packMatrix(unpackMatrix(packed, layout), layout).codes).toEqual(packed.codes);
    }),
  );
});

test('a serving graph finds the codes of a matrix packed by its outputs, so that packing costs it nothing', () => {
  fc.assert(
    fc.property(matrix, ({ values, rows, columns }) => {
      const layout = { rows, columns, scaled: 'row' } as const;
      const served = { from: columns, to: rows, stored: 'to-from' } as const;
      const unpacked = unpackMatrix(packMatrix(values, layout), layout);
      const packed = quantiseMatrix(unpacked, served).codes;
      const plain = quantiseMatrix(values, served).codes;
      // Halves between two codes may fall to either side.
      for (const [at, code] of packed.entries()) expect(Math.abs(code - plain[at]!)).toBeLessThanOrEqual(1);
      const again = packMatrix(unpacked, layout).codes;
      expect(packed.every((code, at) => code === again[(at % rows) * columns + Math.floor(at / rows)])).toBe(
        true,
      );
    }),
  );
});

test('rows of zeros and next to nothing are zeros, and what is no number is refused', () => {
  const layout = { rows: 2, columns: 2, scaled: 'row' } as const;
  const packed = packMatrix(Float32Array.of(0, 0, 1e-35, -1e-36), layout);
  expect([...unpackMatrix(packed, layout)]).toEqual([0, 0, 0, 0]);
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => packMatrix(Float32Array.of(1, bad, 1, 1), layout)).toThrow(/not a finite number/);
});

const packedBy = (scaled: 'row' | 'column') =>
  packedTensors('w', { rows: 2, columns: 3, scaled }, () => Float32Array.of(1, -2, 4, 0.5, 0.25, 0.125));
const vector = { shape: [2], read: () => Float32Array.of(0.1, 0.2) };

test.each(['row', 'column'] as const)(
  'a file packed by %s reads as float32, its vectors as they were',
  (scaled) => {
    const path = join(folder.path, 'packed.safetensors');
    writeSafetensors(
      path,
      new Map<string, WritableTensor | EncodedTensor>([...packedBy(scaled), ['b', vector]]),
      {
        packing: 'int8',
      },
    );
    const { tensors } = readSafetensors(path);
    expect([...tensors.keys()].sort()).toEqual(['b', 'w']);
    const w = tensors.get('w')!;
    expect(w).toMatchObject({ dtype: 'F32', shape: [2, 3] });
    expect(new Float32Array(w.readBytes().buffer)).toEqual(w.read());
    for (const [at, value] of [1, -2, 4, 0.5, 0.25, 0.125].entries())
      expect(Math.abs(w.read()[at]! - value)).toBeLessThan(0.02);
    expect([...tensors.get('b')!.read()]).toEqual([...vector.read()]);
  },
);

test('a file without the mark keeps its int8 as whole numbers', () => {
  const path = join(folder.path, 'plain.safetensors');
  writeSafetensors(path, new Map(packedBy('row')));
  expect(readSafetensors(path).tensors.get('w')).toMatchObject({ dtype: 'I8' });
  expect(readSafetensors(path).tensors.has('w.scale')).toBe(true);
});

test('scales that are missing or of another shape, and a packing of later, are refused by name', () => {
  const refused = (name: string, tensors: (readonly [string, EncodedTensor])[], form: string) => {
    const path = join(folder.path, `${name}.safetensors`);
    writeSafetensors(path, new Map(tensors), { packing: form });
    return () => readSafetensors(path);
  };
  const [scale, codes] = packedBy('row');
  expect(refused('missing', [codes!], 'int8')).toThrow(/missing\.safetensors holds tensor "w" as int8/);
  const flat = { ...scale![1], shape: [2] };
  expect(refused('flat', [['w.scale', flat], codes!], 'int8')).toThrow(/without "w\.scale"/);
  expect(refused('later', [scale!, codes!], 'int4')).toThrow(/packed as "int4"; this version reads "int8"/);
});
