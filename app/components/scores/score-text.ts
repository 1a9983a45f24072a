import type { BoardCell, BoardMetric } from './score-board.ts';

const decimals: Readonly<Record<BoardMetric['unit'], number>> = {
  percent: 2,
  fraction: 4,
  ten: 4,
  tokens: 2,
  cosine: 4,
  level: 3,
  perplexity: 2,
  compound: 4,
};

/** A score with the decimals that its unit is printed with. */
export function scoreText(value: number, unit: BoardMetric['unit']): string {
  return value.toFixed(decimals[unit]).replace('-', '−');
}

/** `14.03, 15.22`, or nothing. */
export function intervalText(
  { low, high }: Pick<BoardCell, 'low' | 'high'>,
  unit: BoardMetric['unit'],
): string {
  return low === null || high === null ? '' : `${scoreText(low, unit)}, ${scoreText(high, unit)}`;
}

export const directionInWords = {
  higher: 'higher is better',
  lower: 'lower is better',
  neither: 'neither is better',
} as const;

export const directionSigns = { higher: '↑', lower: '↓', neither: '' } as const;

export const unitInWords: Readonly<Record<BoardMetric['unit'], string>> = {
  percent: 'from 0 to 100',
  fraction: 'from 0 to 1',
  ten: 'from 0 to 10',
  tokens: 'in tokens',
  cosine: 'from −1 to 1',
  level: 'from 0 to 2',
  perplexity: 'from 1 on',
  compound: 'a difference of VADER’s scores',
};
