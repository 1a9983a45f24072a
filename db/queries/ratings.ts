import type { AssignmentStatus } from '#annotations/blinded-view.ts';
import type { Db } from '../client.ts';

/** One click on a scale. */
export interface Click {
  readonly assignmentId: string;
  readonly userId: string;
  /** From 1. */
  readonly position: number;
  /** By name. */
  readonly criterion: string;
  readonly value: number;
  /** Random id of a browser tab, 8 to 64 characters of `A-Za-z0-9_-`. */
  readonly clientId: string;
  /** Counts the tab's clicks, from 0, over all its cells. */
  readonly clientSequence: number;
  readonly now: string;
}

export interface SavedRating {
  /** The value that now stands in the cell. */
  readonly value: number;
  /** When that value was stored. */
  readonly savedAt: string;
  /** `repeated`: this very click had been stored before. `superseded`: the tab's newer click stands. */
  readonly outcome: 'stored' | 'repeated' | 'superseded';
  readonly assignmentStatus: AssignmentStatus;
}

/**
 * Stores a click. When it returns, the value is on disk. Throws `not-found` (not their assignment), `bad-input`
 * (position, criterion, value or click id), `closed` (study closed, or the place has gone to somebody else).
 */
export function saveRating(_db: Db, _click: Click): SavedRating {
  throw new Error('not built yet');
}
