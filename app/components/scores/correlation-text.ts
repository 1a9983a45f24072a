import type { CorrelationKind } from '#eval/statistics/weighted-correlation.ts';
import type { CorrelationCell } from './human-page.ts';

export const kindNames: Readonly<Record<CorrelationKind, string>> = {
  pearson: 'Pearson’s r',
  spearman: 'Spearman’s ρ',
  kendall: 'Kendall’s τ-b',
};

/** Two decimals with a minus sign; people do not read more of a correlation. */
export function correlationText(value: number): string {
  const text = value.toFixed(2);
  return text === '-0.00' ? '0.00' : text.replace('-', '−');
}

/** `0.31, 0.52`, or nothing. */
export function correlationInterval({ low, high }: Pick<CorrelationCell, 'low' | 'high'>): string {
  return low === null || high === null ? '' : `${correlationText(low)}, ${correlationText(high)}`;
}

/**
 * How much of its colour a correlation has, in [0, 0.45]: at ±1 words in ink can still be read on it. It rises steeply at
 * first, for most correlations with people are below a half.
 */
export function colourShare(value: number): number {
  return 0.45 * Math.min(1, Math.abs(value)) ** 0.6;
}
