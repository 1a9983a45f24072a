import type { Cell } from '#annotations/blinded-view.ts';

/** The cells of an item: every criterion for every answer in reading order, then what compares the answers. */
export interface Grid {
  /** Positions shown, ascending. */
  readonly positions: readonly number[];
  /** Names of what is asked of every answer, in the study's order. */
  readonly criteria: readonly string[];
  /** Names of what is asked once of all answers; each is a cell at the first position. */
  readonly choices: readonly string[];
  /** Names of what is asked once of a whole dialogue; each is a cell at the last position. */
  readonly whole?: readonly string[];
}

export type Direction = 'up' | 'down' | 'left' | 'right';

export function cellsOf(grid: Grid): Cell[] {
  return [
    ...answerCells(grid),
    ...grid.choices.map((criterion) => ({ position: grid.positions[0] ?? 1, criterion })),
    ...(grid.whole ?? []).map((criterion) => ({ position: grid.positions.at(-1) ?? 1, criterion })),
  ];
}

function answerCells(grid: Grid): Cell[] {
  return grid.positions.flatMap((position) => grid.criteria.map((criterion) => ({ position, criterion })));
}

export function sameCell(one: Cell | null, other: Cell | null): boolean {
  return one?.position === other?.position && one?.criterion === other?.criterion;
}

/**
 * Up and down go to the cell before and after in reading order, left and right to the same criterion of the answer
 * before and after. At an end one stays where one is. Without a current cell, any direction leads to the first.
 */
export function moveCell(grid: Grid, from: Cell | null, direction: Direction): Cell | null {
  const cells = cellsOf(grid);
  const index = cells.findIndex((cell) => sameCell(cell, from));
  if (index < 0) return cells[0] ?? null;
  if (direction === 'up' || direction === 'down') return cells[index + (direction === 'up' ? -1 : 1)] ?? from;
  const answers = answerCells(grid);
  // What compares the answers has no other answer beside it.
  if (index >= answers.length) return from;
  const width = grid.criteria.length;
  return answers[index + (direction === 'left' ? -width : width)] ?? from;
}

/** The next cell without a value after `from` in reading order, going round; null where every cell has one. */
export function nextUnrated(grid: Grid, from: Cell | null, isRated: (cell: Cell) => boolean): Cell | null {
  const cells = cellsOf(grid);
  const start = cells.findIndex((cell) => sameCell(cell, from)) + 1;
  return [...cells.slice(start), ...cells.slice(0, start)].find((cell) => !isRated(cell)) ?? null;
}
