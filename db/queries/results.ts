import type { RatingsIncluded, ResultsInput } from '#annotations/study-results.ts';
import type { Db } from '../client.ts';

/** What `summariseStudy` of annotations/study-results.ts takes. `include` is `submitted` unless told. */
export function loadRatingsForResults(
  _db: Db,
  _studyId: string,
  _options: { readonly include?: RatingsIncluded } = {},
): ResultsInput {
  throw new Error('not built yet');
}
