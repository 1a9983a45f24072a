const bytesPerNumber = Float64Array.BYTES_PER_ELEMENT;

/** Numbers as they are stored: little-endian doubles, one after the other. */
export function doublesToBytes(numbers: Float64Array): Buffer {
  const bytes = Buffer.allocUnsafe(numbers.length * bytesPerNumber);
  numbers.forEach((number, at) => {
    bytes.writeDoubleLE(number, at * bytesPerNumber);
  });
  return bytes;
}

export function doublesOf(bytes: Buffer): Float64Array {
  const numbers = new Float64Array(bytes.length / bytesPerNumber);
  for (let at = 0; at < numbers.length; at++) numbers[at] = bytes.readDoubleLE(at * bytesPerNumber);
  return numbers;
}
