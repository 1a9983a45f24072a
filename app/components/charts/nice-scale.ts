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
}

/** A scale that ends on its ticks and holds both ends; from 0 where all values lie above. */
export function niceScale(lowest: number, highest: number, count = 5): NiceScale {
  const [from, to] = [Math.min(0, lowest), highest > lowest || highest > 0 ? highest : lowest + 1];
  const step = niceStep(to - from, count);
  const low = plain(Math.floor(from / step + 1e-9) * step);
  const steps = Math.max(1, Math.ceil((to - low) / step - 1e-9));
  const ticks = Array.from({ length: steps + 1 }, (_, at) => plain(low + at * step));
  return { low, high: ticks.at(-1) ?? low + step, ticks };
}

/** 0.30000000000000004 as 0.3. */
export function plain(value: number): number {
  return Number(value.toPrecision(12));
}
