import type { Described } from '#eval/metrics/catalogue/text-metric.ts';
import { scoreText } from './score-text.ts';

/** A value of a response, as scores are written; whole numbers of tokens as such. */
export function valueText(value: number, unit: Described['unit']): string {
  return unit === 'tokens' && Number.isInteger(value)
    ? String(value).replace('-', '−')
    : scoreText(value, unit);
}

/** With its sign, so that it is read as a difference. */
export function differenceText(value: number, unit: Described['unit']): string {
  const text = valueText(value, unit);
  return value > 0 ? `+${text}` : text;
}
