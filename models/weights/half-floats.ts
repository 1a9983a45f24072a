const view = new DataView(new ArrayBuffer(4));

/** The 16 bits of the IEEE 754 binary16 number nearest to a value, ties to the even one; beyond ±65,520 infinite. */
export function numberToHalf(value: number): number {
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // 65,520: from here the nearest half would be 65,536, which there is none of.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  // Below 2^-14 halves are whole multiples of 2^-24; the scaling is exact.
  if (magnitude < 0x38800000) return sign | roundToEven(Math.abs(value) * 2 ** 24);
  const dropped = magnitude & 0x1fff;
  const kept = (magnitude - 0x38000000) >>> 13;
  const isUp = dropped > 0x1000 || (dropped === 0x1000 && (kept & 1) === 1);
  return sign | (kept + (isUp ? 1 : 0));
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
