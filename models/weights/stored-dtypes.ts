/** Bytes of one element of each number format a safetensors file may hold here (the format's own names). */
export const storedDtypeBytes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

export type StoredDtype = keyof typeof storedDtypeBytes;

export function isStoredDtype(name: unknown): name is StoredDtype {
  return typeof name === 'string' && Object.hasOwn(storedDtypeBytes, name);
}

/** Formats that can hold a model's weights; the others hold masks, positions and the like. */
export function isFloatingDtype(dtype: StoredDtype): boolean {
  return dtype === 'F32' || dtype === 'F16' || dtype === 'BF16' || dtype === 'F64';
}

/** The value of one IEEE 754 binary16 number from its 16 bits. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

let halves: Float32Array | undefined;

/** All 65,536 halves, made at the first use: a lookup is several times faster than the arithmetic. */
function halfTable(): Float32Array {
  halves ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfToNumber(bits));
  return halves;
}

function fromHalves(halfBits: Uint16Array): Float32Array {
  const table = halfTable();
  const out = new Float32Array(halfBits.length);
  for (let i = 0; i < out.length; i++) out[i] = table[halfBits[i] ?? 0] ?? 0;
  return out;
}

/** bfloat16 is the upper half of a float32, so widening is exact. */
function fromBfloats(bfloatBits: Uint16Array): Float32Array {
  const bits = new Uint32Array(bfloatBits.length);
  for (let i = 0; i < bits.length; i++) bits[i] = (bfloatBits[i] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}

function fromInt64(values: BigInt64Array): Float32Array {
  return Float32Array.from({ length: values.length }, (_, i) => Number(values[i]));
}

/**
 * Elements of any stored format as float32. F16 and BF16 widen exactly, F64 and integers round to nearest.
 * The result of F32 shares memory with `bytes`.
 * @param bytes little-endian elements that fill their own ArrayBuffer from offset 0
 */
export function toFloat32(bytes: Uint8Array<ArrayBuffer>, dtype: StoredDtype): Float32Array {
  const { buffer } = bytes;
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F16':
      return fromHalves(new Uint16Array(buffer));
    case 'BF16':
      return fromBfloats(new Uint16Array(buffer));
    case 'F64':
      return new Float32Array(new Float64Array(buffer));
    case 'I64':
      return fromInt64(new BigInt64Array(buffer));
    case 'I32':
      return new Float32Array(new Int32Array(buffer));
    case 'I16':
      return new Float32Array(new Int16Array(buffer));
    case 'I8':
      return new Float32Array(new Int8Array(buffer));
    case 'U8':
    case 'BOOL':
      return new Float32Array(bytes);
  }
}
