import type { Criterion, StudyDefinition } from '#annotations/study-definition.ts';
import type { Db } from '../client.ts';

/** For researchers only: it names the systems. */
export interface Study {
  readonly id: string;
  readonly name: string;
  readonly datasetId: string;
  readonly dataset: string;
  readonly kind: 'live' | 'imported';
  readonly status: 'draft' | 'open' | 'closed';
  readonly definition: StudyDefinition;
  readonly seed: number;
  readonly ratingsPerItem: number;
  readonly leaseMinutes: number;
  readonly createdAt: string;
  readonly openedAt: string | null;
  readonly closedAt: string | null;
  readonly systems: readonly string[];
  readonly criteria: readonly Criterion[];
}

/** By id, or by name. Throws WorkbenchError `not-found` that lists names near it. */
export function findStudy(_db: Db, _idOrName: string): Study {
  throw new Error('not built yet');
}
