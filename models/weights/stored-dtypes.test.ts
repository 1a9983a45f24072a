import fc from 'fast-check';
import { expect, test } from 'vitest';
import { halfToNumber, toFloat32 } from './stored-dtypes.ts';

function bytesOf(array: ArrayBufferView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer.slice(0) as ArrayBuffer);
}

test.each([
  [0x0000, 0],
  [0x3c00, 1],
  [0xc000, -2],
  [0x7bff, 65_504],
  [0x0001, 2 ** -24],
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14],
  [0x3555, 0.333251953125],
  [0x7c00, Number.POSITIVE_INFINITY],
  [0xfc00, Number.NEGATIVE_INFINITY],
])('the half %i is %d', (bits, value) => {
  expect(halfToNumber(bits)).toBe(value);
});

test('the half with a sign and no magnitude is minus zero, and one with all exponent bits is not a number', () => {
  expect(Object.is(halfToNumber(0x8000), -0)).toBe(true);
  expect(halfToNumber(0x7e00)).toBeNaN();
});

test('F16 reads every half as its value', () => {
  const all = Uint16Array.from({ length: 65_536 }, (_, i) => i);
  const read = toFloat32(bytesOf(all), 'F16');
  expect(read.every((value, bits) => Object.is(value, halfToNumber(bits)))).toBe(true);
});

test('BF16 reads back what a float32 keeps in its upper half', () => {
  fc.assert(
    fc.property(fc.float32Array({ minLength: 1, maxLength: 20 }), (values) => {
      const bits = new Uint32Array(values.buffer.slice(0) as ArrayBuffer).map((b) => b & 0xffff0000);
      const upper = Uint16Array.from(bits, (b) => b >>> 16);
      expect(new Uint32Array(toFloat32(bytesOf(upper), 'BF16').buffer)).toEqual(bits);
    }),
  );
});

test('other formats come as the nearest float32', () => {
  expect([...toFloat32(bytesOf(Float64Array.of(0.1, -3)), 'F64')]).toEqual([Math.fround(0.1), -3]);
  expect([...toFloat32(bytesOf(BigInt64Array.of(-5n, 7n)), 'I64')]).toEqual([-5, 7]);
  expect([...toFloat32(bytesOf(Int32Array.of(-5, 7)), 'I32')]).toEqual([-5, 7]);
  expect([...toFloat32(bytesOf(Int16Array.of(-5, 7)), 'I16')]).toEqual([-5, 7]);
  expect([...toFloat32(bytesOf(Int8Array.of(-5, 7)), 'I8')]).toEqual([-5, 7]);
  expect([...toFloat32(bytesOf(Uint8Array.of(250, 7)), 'U8')]).toEqual([250, 7]);
  expect([...toFloat32(bytesOf(Uint8Array.of(1, 0)), 'BOOL')]).toEqual([1, 0]);
});
