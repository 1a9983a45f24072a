const factors = [1, 2, 2.5, 5, 10];

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that takes at most `count` steps over `span`. */
export function niceStep(span: number, count: number): number {
  if (!(span > 0)) return 1;
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = factors.find((each) => each * power >= raw * (1 - 1e-9)) ?? 10;
  return plain(factor * power);
}

export interface NiceScale {
  readonly low: number;
  readonly high: number;
  /** From `low` to `high`. */
  readonly ticks: readonly number[];
  /** `root`: places go with the square root of the value, which spreads what lies crowded near 0. Even if left out. */
  readonly kind?: 'even' | 'root' | undefined;
}

/** Where a value lies on a scale, from 0 to 1. */
export function placeOn(value: number, { low, high, kind }: NiceScale): number {
  const share = (value - low) / (high - low);
  return kind === 'root' ? Math.sqrt(Math.max(0, share)) : share;
}

/** A scale that ends on its ticks and holds both ends; from 0 where all values lie above. */
export function niceScale(lowest: number, highest: number, count = 5): NiceScale {
  const [from, to] = [Math.min(0, lowest), highest > lowest || highest > 0 ? highest : lowest + 1];
  const step = niceStep(to - from, count);
  const low = plain(Math.floor(from / step + 1e-9) * step);
  const steps = Math.max(1, Math.ceil((to - low) / step - 1e-9));
  const ticks = Array.from({ length: steps + 1 }, (_, at) => plain(low + at * step));
  return { low, high: ticks.at(-1) ?? low + step, ticks, kind: 'even' };
}

// Labels of neighbouring ticks would touch below this part of the axis.
const leastApart = 0.09;

/** The scale by square roots, where it begins at 0; with negative values there is none, and it stays as it is. */
export function rootScale(even: NiceScale): NiceScale {
  if (even.low !== 0) return even;
  const scale = { ...even, kind: 'root' as const };
  const ticks = [0];
  for (let power = 10 ** Math.floor(Math.log10(even.high) - 3); power <= even.high; power *= 10)
    for (const factor of [1, 2, 5]) {
      const tick = plain(factor * power);
      const place = placeOn(tick, scale);
      const isClear = place - placeOn(ticks.at(-1) ?? 0, scale) >= leastApart;
      if (isClear && place <= 1 - leastApart) ticks.push(tick);
    }
  return { ...scale, ticks: [...ticks, even.high] };
}

/** 0.30000000000000004 as 0.3. */
export function plain(value: number): number {
  return Number(value.toPrecision(12));
}
