import { type RatingsIncluded, summariseStudy } from '#annotations/study-results.ts';
import type { ResultsPage } from '#app/components/results/results-view.tsx';
import { changeStamp } from '#db/change-stamp.ts';
import type { Db } from '#db/client.ts';
import { loadRatingsForResults } from '#db/queries/results.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { fileNamePart } from './file-name.server.ts';

/** Which ratings an address asks for; the submitted ones unless it says otherwise. */
export function ratingsIncluded(request: Request): RatingsIncluded {
  return new URL(request.url).searchParams.get('include') === 'all' ? 'all' : 'submitted';
}

interface Asked {
  /** Id or name. */
  readonly study: string;
  readonly include: RatingsIncluded;
}

// The results of 100,000 ratings take a third of a second, and a page and its tables ask for them one after the other.
const keptResults = 8;
const kept = new WeakMap<Db, { readonly stamp: string; readonly pages: Map<string, ResultsPage> }>();

/** A study's results with the wording that belongs to them. Reckoned anew as soon as anything was changed. */
export function studyResults(db: Db, asked: Asked): ResultsPage {
  const stamp = changeStamp(db);
  const found = kept.get(db);
  const { pages } = found?.stamp === stamp ? found : { pages: new Map<string, ResultsPage>() };
  kept.set(db, { stamp, pages });
  const key = JSON.stringify([asked.study, asked.include]);
  const page = pages.get(key) ?? reckon(db, asked);
  if (pages.size < keptResults) pages.set(key, page);
  return page;
}

function reckon(db: Db, asked: Asked): ResultsPage {
  const study = findStudy(db, asked.study);
  const input = loadRatingsForResults(db, study.id, { include: asked.include });
  return {
    study: { id: study.id, kind: study.kind, dataset: study.dataset, fileName: fileNamePart(study.name) },
    systems: study.systems,
    criteria: study.criteria,
    results: summariseStudy(input),
  };
}
