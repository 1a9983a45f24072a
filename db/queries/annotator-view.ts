import type { AssignmentStatus, BlindedView } from '#annotations/blinded-view.ts';
import type { Db } from '../client.ts';

/** Throws `not-found` for an assignment that is not this user's, whether or not it exists. */
export function blindedAssignment(
  _db: Db,
  _params: { readonly assignmentId: string; readonly userId: string },
): BlindedView {
  throw new Error('not built yet');
}

export interface HistoryEntry {
  readonly assignmentId: string;
  /** From 1. */
  readonly number: number;
  readonly status: AssignmentStatus;
  /** Cells rated so far. */
  readonly rated: number;
  readonly flagged: boolean;
  readonly submittedAt: string | null;
}

/** The annotator's own assignments in the order they were given. */
export function assignmentHistory(
  _db: Db,
  _params: { readonly studyId: string; readonly userId: string },
): HistoryEntry[] {
  throw new Error('not built yet');
}
