import type { Figure } from '../figure.ts';
import { signed } from './format.ts';

/** Where the interval of a difference lies: above 0, below it, or about it. */
export type Direction = 'higher' | 'lower' | 'undecided';

export function direction({ low, high }: Pick<Figure, 'low' | 'high'>): Direction {
  if (low > 0) return 'higher';
  if (high < 0) return 'lower';
  return 'undecided';
}

/** A sentence that says what a paired difference shows and nothing more. */
export function differenceSentence(
  subject: string,
  difference: Figure,
  { digits, unit = '' }: { readonly digits: number; readonly unit?: string },
): string {
  const found = `${signed(difference, digits)}${unit}`;
  switch (direction(difference)) {
    case 'higher':
      return `${subject} is higher: ${found}.`;
    case 'lower':
      return `${subject} is lower: ${found}.`;
    case 'undecided':
      return `${subject} cannot be told from no difference: ${found}.`;
  }
}
