/** `percent` from 0 to 100, `fraction` from 0 to 1, `ten` from 0 to 10, `tokens` a number of tokens. */
export type MetricUnit = 'percent' | 'fraction' | 'ten' | 'tokens';

const decimals: Readonly<Record<MetricUnit, number>> = { percent: 2, fraction: 3, ten: 3, tokens: 2 };

/** A value of a response with the decimals of its metric; whole numbers as such. */
export function valueText(value: number, unit: MetricUnit): string {
  if (unit === 'tokens' && Number.isInteger(value)) return String(value);
  return value.toFixed(decimals[unit]).replace('-', '−');
}

/** With its sign, so that it is read as a difference. */
export function differenceText(value: number, unit: MetricUnit): string {
  const text = valueText(value, unit);
  return value > 0 ? `+${text}` : text;
}
