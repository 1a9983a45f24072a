import { type Fold, isHeldForValidation, partOf } from './folds.ts';
import type { Mechanism } from './mechanisms.ts';
import type { Exchange } from './read-exchanges.ts';

/** EPITOME as one set sees it. */
export interface Split {
  readonly learned: readonly Exchange[];
  /** What chooses the best weights. */
  readonly validation: readonly Exchange[];
  /** What neither set sees. */
  readonly test: readonly Exchange[];
  /** What the other set learns from, and this one never sees. */
  readonly otherFold: readonly Exchange[];
}

/** Each seeker post with all its answers stands in one of the four. */
export function splitExchanges(
  exchanges: readonly Exchange[],
  { fold, validationShare }: { readonly fold: Fold; readonly validationShare: number },
): Split {
  const own = exchanges.filter(({ seekerId }) => partOf(seekerId) === fold);
  const isHeld = ({ seekerId }: Exchange) => isHeldForValidation(seekerId, validationShare);
  return {
    learned: own.filter((row) => !isHeld(row)),
    validation: own.filter(isHeld),
    test: exchanges.filter(({ seekerId }) => partOf(seekerId) === 'test'),
    otherFold: exchanges.filter(({ seekerId }) => ![fold, 'test'].includes(partOf(seekerId))),
  };
}

/** How many exchanges are of level 0, 1 and 2. */
export function levelCounts(rows: readonly Exchange[], mechanism: Mechanism): number[] {
  return [0, 1, 2].map((level) => rows.filter(({ levels }) => levels[mechanism] === level).length);
}
