import type { BlindedView, Cell } from '#annotations/blinded-view.ts';
import type { Standing, Target } from '#app/rating/queue-entry.ts';
import { shownValue } from '#app/rating/save-queue-state.ts';
import type { Saving } from './use-save-queue.ts';

export interface ItemValues {
  readonly ratingOf: (cell: Cell) => number | undefined;
  readonly comment: string;
  readonly flagged: boolean;
  readonly rate: (cell: Cell, value: number) => void;
  readonly setComment: (comment: string) => void;
  readonly setFlagged: (flagged: boolean) => void;
}

/** An item's answers as they now stand: what the page was loaded with, under what was done since, here or in another tab. */
export function useItemValues(item: BlindedView, saving: Saving): ItemValues {
  const assignment = item.assignmentId;
  // Asked of the queue itself where there is one: two keys may come between two renderings.
  const shown = (target: Target, loaded: Standing | undefined) =>
    shownValue(saving.actions?.state().queue ?? saving.queue, { assignment, target }, loaded);

  const ratingOf = ({ position, criterion }: Cell) => {
    const loaded = item.values.find((cell) => cell.position === position && cell.criterion === criterion);
    const value = shown({ kind: 'rating', position, criterion }, loaded);
    return typeof value === 'number' ? value : undefined;
  };
  const comment = shown({ kind: 'comment' }, undefined);
  const flagged = shown({ kind: 'flag' }, undefined);
  return {
    ratingOf,
    comment: typeof comment === 'string' ? comment : item.comment,
    flagged: typeof flagged === 'boolean' ? flagged : item.flagged,
    rate: (cell, value) => {
      if (ratingOf(cell) !== value)
        saving.actions?.change({ assignment, target: { kind: 'rating', ...cell }, value });
    },
    setComment: (value) => saving.actions?.change({ assignment, target: { kind: 'comment' }, value }),
    setFlagged: (value) => saving.actions?.change({ assignment, target: { kind: 'flag' }, value }),
  };
}
