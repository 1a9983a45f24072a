import type { RatingExportRow } from '#annotations/rating-export.ts';
import type { RatingsIncluded } from '#annotations/study-results.ts';
import type { Db } from '../client.ts';

export interface ExportRequest {
  readonly studyId: string;
  /** Default `submitted`, as in the results. */
  readonly include?: RatingsIncluded;
  /** Rows read at a time. Default 2000. */
  readonly chunk?: number;
}

/** Rows in the order they were first rated, in constant memory; other queries may run between two rows. */
export function* iterateExportRows(_db: Db, _request: ExportRequest): Generator<RatingExportRow> {
  yield* [];
  throw new Error('not built yet');
}
