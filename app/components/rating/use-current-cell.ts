import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Cell } from '#annotations/blinded-view.ts';
import type { Criterion } from '#annotations/study-definition.ts';
import { type Direction, type Grid, moveCell, nextUnrated, sameCell } from '#app/rating/grid.ts';
import { scalePoints, typeDigit, typedValue } from '#app/rating/typed-number.ts';

/** How long a number that may become a longer one waits for its next digit, in milliseconds. */
const digitPatience = 1_200;

interface CurrentCellOptions {
  readonly grid: Grid;
  readonly criteria: readonly Criterion[];
  readonly ratingOf: (cell: Cell) => number | undefined;
  readonly rate: (cell: Cell, value: number) => void;
  /** The element the cells lie in. */
  readonly within: RefObject<HTMLElement>;
}

export interface CurrentCell {
  readonly cell: Cell | null;
  /** Digits typed so far that are not a value yet. */
  readonly typed: string;
  /** Marks a cell that took the focus by itself. */
  readonly enter: (cell: Cell) => void;
  /** Marks a cell, brings it into view and gives it the focus. */
  readonly goTo: (cell: Cell) => void;
  readonly move: (direction: Direction) => void;
  readonly digit: (digit: string) => void;
  /** Takes digits that wait as the value they are; false where there are none. */
  readonly finishTyping: () => boolean;
}

/** The marked row, and the numbers typed into it. */
export function useCurrentCell({ grid, criteria, ratingOf, rate, within }: CurrentCellOptions): CurrentCell {
  const isRated = (cell: Cell) => ratingOf(cell) !== undefined;
  // Until the person chooses a row it is the first without a rating, also when answers of an earlier visit or of
  // another tab come in.
  const [chosen, setChosen] = useState<Cell | null>(null);
  const cell = chosen ?? nextUnrated(grid, null, isRated) ?? moveCell(grid, null, 'down');
  const [typed, setTyped] = useState('');

  const goTo = (to: Cell) => {
    setTyped('');
    setChosen(to);
    reveal(within.current, to);
  };
  const rateAndMoveOn = (from: Cell, value: number) => {
    rate(from, value);
    const next = nextUnrated(grid, from, (other) => sameCell(other, from) || isRated(other));
    goTo(next ?? from);
    return next;
  };
  const type = (into: Cell, before: string, digit: string) => {
    const outcome = typeDigit(pointsOf(criteria, into), { before, digit });
    setTyped(outcome.kind === 'partial' ? outcome.digits : '');
    if (outcome.kind === 'partial') reveal(within.current, into);
    if (outcome.kind === 'value') rateAndMoveOn(into, outcome.value);
    if (outcome.kind === 'value-then-digit') {
      const next = rateAndMoveOn(into, outcome.value);
      if (next) type(next, '', outcome.digit);
    }
  };
  const finishTyping = () => {
    if (!cell || typed === '') return false;
    const value = typedValue(pointsOf(criteria, cell), typed);
    setTyped('');
    if (value !== undefined) rateAndMoveOn(cell, value);
    return true;
  };
  useTypingPause(typed, finishTyping);

  const enter = (entered: Cell) => {
    if (!sameCell(entered, cell)) setTyped('');
    setChosen(entered);
  };
  const move = (direction: Direction) => {
    const to = moveCell(grid, cell, direction);
    if (to) goTo(to);
  };
  const digit = (pressed: string) => cell && type(cell, typed, pressed);
  return { cell, typed, enter, goTo, move, digit, finishTyping };
}

function useTypingPause(typed: string, onPause: () => void): void {
  const latest = useRef(onPause);
  latest.current = onPause;
  useEffect(() => {
    if (typed === '') return;
    const timer = setTimeout(() => latest.current(), digitPatience);
    return () => clearTimeout(timer);
  }, [typed]);
}

function pointsOf(criteria: readonly Criterion[], cell: Cell): number[] {
  const criterion = criteria.find(({ name }) => name === cell.criterion);
  return criterion ? scalePoints(criterion) : [];
}

/** The answer first, so that its text is seen as well where both fit. */
function reveal(within: HTMLElement | null, { position, criterion }: Cell): void {
  const rows = within?.querySelectorAll<HTMLElement>('[data-cell]') ?? [];
  const row = [...rows].find(({ dataset }) => dataset.cell === `${position} ${criterion}`);
  row?.focus({ preventScroll: true });
  row?.closest('[data-answer]')?.scrollIntoView?.({ block: 'nearest' });
  row?.scrollIntoView?.({ block: 'nearest' });
}
