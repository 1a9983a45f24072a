import type { Db } from '../client.ts';

export interface OwnAssignment {
  readonly assignmentId: string;
  readonly userId: string;
}

type At = { readonly now: string };

/** Throws `bad-input` naming the cells still unrated; a submitted one is left as it is. */
export function submitAssignment(_db: Db, _params: OwnAssignment & At): { readonly submittedAt: string } {
  throw new Error('not built yet');
}

/** Gives the place back; values given so far are kept but do not count. */
export function skipAssignment(_db: Db, _params: OwnAssignment & At & { readonly reason: string }): void {
  throw new Error('not built yet');
}

/** Takes a skipped or expired assignment up again, where its place is still free; else throws `closed`. */
export function resumeAssignment(_db: Db, _params: OwnAssignment & At): void {
  throw new Error('not built yet');
}

export function flagAssignment(_db: Db, _params: OwnAssignment & At & { readonly flagged: boolean }): void {
  throw new Error('not built yet');
}

/** Replaces the comment; at most 2,000 characters, empty to remove it. */
export function commentAssignment(_db: Db, _params: OwnAssignment & At & { readonly comment: string }): void {
  throw new Error('not built yet');
}
