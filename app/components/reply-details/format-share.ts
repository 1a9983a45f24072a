/** A probability as people read it: `62%`, `3.4%`, `<0.1%`. */
export function formatShare(probability: number): string {
  const percent = probability * 100;
  if (percent > 0 && percent < 0.1) return '<0.1%';
  return `${percent < 9.95 && percent > 0 ? percent.toFixed(1) : percent.toFixed(0)}%`;
}
