import type { Sampler } from '#annotations/stratified-sample.ts';
import type { StudyDefinition } from '#annotations/study-definition.ts';
import type { Db } from '../client.ts';

export interface NewStudy {
  readonly definition: StudyDefinition;
  readonly now: string;
  /** `stratifiedSample` of annotations/stratified-sample.ts. */
  readonly sample: Sampler;
}

export interface CreatedStudy {
  readonly id: string;
  readonly name: string;
  readonly items: number;
}

/**
 * Makes a study as a draft: samples contexts that every system has answered and stores items, criteria and systems.
 * Throws WorkbenchError `not-found` for an unknown dataset or system, `conflict` where the name is taken,
 * `bad-input` where too few contexts qualify.
 */
export function createStudy(_db: Db, _study: NewStudy): CreatedStudy {
  throw new Error('not built yet');
}

export interface StudyAt {
  readonly studyId: string;
  readonly now: string;
}

/** Opens a draft, or a closed study again; an open one is left as it is. */
export function openStudy(_db: Db, _params: StudyAt): void {
  throw new Error('not built yet');
}

/** Ends rating; everything is kept. A closed study is left as it is. */
export function closeStudy(_db: Db, _params: StudyAt): void {
  throw new Error('not built yet');
}

export interface StudyListRow {
  readonly id: string;
  readonly name: string;
  readonly dataset: string;
  readonly kind: 'live' | 'imported';
  readonly status: 'draft' | 'open' | 'closed';
  readonly systems: number;
  readonly items: number;
  readonly annotators: number;
  /** Finished assignments wanted in all. */
  readonly wanted: number;
  readonly submitted: number;
  readonly createdAt: string;
}

/** Newest first. */
export function listStudies(_db: Db): StudyListRow[] {
  throw new Error('not built yet');
}
