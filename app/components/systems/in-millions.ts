/** 9437184 as `9.4 million`, 4200 as `4,200`. */
export function inMillions(count: number): string {
  if (count < 100_000) return count.toLocaleString('en-GB');
  const [value, unit] = count < 1e9 ? [count / 1e6, 'million'] : [count / 1e9, 'billion'];
  return `${value < 100 ? value.toPrecision(2) : value.toFixed(0)} ${unit}`;
}
