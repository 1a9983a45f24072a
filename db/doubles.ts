import { endianness } from 'node:os';

const isSwapped = endianness() === 'BE';

/** Numbers as they are stored: little-endian doubles, one after the other. */
export function doublesToBytes(numbers: Float64Array): Buffer {
  const bytes = Buffer.from(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  return isSwapped ? bytes.swap64() : bytes;
}

export function doublesOf(bytes: Uint8Array): Float64Array {
  const copy = new Uint8Array(bytes);
  if (isSwapped) Buffer.from(copy.buffer).swap64();
  return new Float64Array(copy.buffer);
}
