import type { Criterion } from '#annotations/study-definition.ts';
import type { Db } from '../client.ts';

export interface Participation {
  readonly studyId: string;
  readonly userId: string;
}

export interface StudyAnnotator {
  readonly pseudonym: string;
  readonly ordinal: number;
  readonly consentedAt: string | null;
}

/** Takes part in a study; joining again changes nothing. Throws `closed` for a closed or imported study. */
export function joinStudy(_db: Db, _params: Participation & { readonly now: string }): StudyAnnotator {
  throw new Error('not built yet');
}

/** The first consent stands. Throws `forbidden` for one who has not joined. */
export function recordConsent(_db: Db, _params: Participation & { readonly now: string }): void {
  throw new Error('not built yet');
}

/** What an annotator may know of a study they joined: no system, no other annotator. */
export interface AnnotatorStudy {
  readonly id: string;
  /** The definition's `publicTitle`; the study's name is the researcher's. */
  readonly title: string;
  readonly status: 'draft' | 'open' | 'closed';
  readonly instructions: string;
  readonly consent: string;
  /** Null until they have consented, where there is a consent text. */
  readonly consentedAt: string | null;
  readonly needsConsent: boolean;
  readonly pseudonym: string;
  readonly criteria: readonly Criterion[];
  /** Items of the study, and this annotator's own finished and skipped ones. */
  readonly items: number;
  readonly submitted: number;
  readonly skipped: number;
}

/** Throws `not-found` where the study does not exist or they have not joined it. */
export function studyForAnnotator(_db: Db, _params: Participation): AnnotatorStudy {
  throw new Error('not built yet');
}

/** The studies an annotator takes part in, newest first. */
export function studiesOfAnnotator(_db: Db, _userId: string): AnnotatorStudy[] {
  throw new Error('not built yet');
}
