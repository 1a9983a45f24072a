import { type RatingsIncluded, summariseStudy } from '#annotations/study-results.ts';
import type { ResultsPage } from '#app/components/results/results-view.tsx';
import type { Db } from '#db/client.ts';
import { loadRatingsForResults } from '#db/queries/results.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { fileNamePart } from './file-name.server.ts';

/** Which ratings an address asks for; the submitted ones unless it says otherwise. */
export function ratingsIncluded(request: Request): RatingsIncluded {
  return new URL(request.url).searchParams.get('include') === 'all' ? 'all' : 'submitted';
}

/** A study's results with the wording that belongs to them. */
export function studyResults(
  db: Db,
  asked: { readonly study: string; readonly include: RatingsIncluded },
): ResultsPage {
  const study = findStudy(db, asked.study);
  const input = loadRatingsForResults(db, study.id, { include: asked.include });
  return {
    study: { id: study.id, kind: study.kind, fileName: fileNamePart(study.name) },
    systems: study.systems,
    criteria: study.criteria,
    results: summariseStudy(input),
  };
}
