import { readjusted } from '#annotations/report/readjusted.ts';
import { resultsOfReport } from '#annotations/report/results-of-report.ts';
import { type RatingsIncluded, type StudyResults, summariseStudy } from '#annotations/study-results.ts';
import { corrections, type ResultsAsked, type ResultsPage } from '#app/components/results/results-page.ts';
import type { Db } from '#db/client.ts';
import { excludedRaters, judgementStamp } from '#db/queries/report-input.ts';
import { loadRatingsForResults } from '#db/queries/results.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { countStudyRatings, hasCountedRatings } from '#db/queries/study-rating-count.ts';
import type { ReportWanted } from '#jobs/kept-reports.ts';
import { fileNamePart } from './file-name.server.ts';
import { studyParties } from './study-parties.server.ts';
import { reportState } from './study-report.server.ts';

/** Whether an address asks for the ratings of unfinished assignments too. */
export function ratingsIncluded(request: Request): RatingsIncluded {
  return new URL(request.url).searchParams.get('include') === 'all' ? 'all' : 'submitted';
}

/** Which ratings an address asks for: the submitted ones, without excluded raters, unless it says otherwise. */
export function ratingsAsked(request: Request): ResultsAsked {
  const { searchParams } = new URL(request.url);
  return {
    include: ratingsIncluded(request),
    withExcluded: searchParams.get('raters') === 'all',
    correction: corrections.find((one) => one === searchParams.get('correction')) ?? 'holm',
  };
}

interface Asked extends ResultsAsked {
  /** Id or name. */
  readonly study: string;
}

interface Place {
  readonly db: Db;
  readonly dataDir: string;
  /** ISO 8601. */
  readonly now: string;
}

/**
 * Beyond so many ratings nothing is reckoned while a page waits: a quick summary of 30,000 takes some 0.15 s, and the
 * report, which takes longer than that for any study, is made by the worker and kept.
 */
const mostAtOnce = 30_000;

/** A study's results with the wording that belongs to them: from the report, or until it is made in short. */
export function studyResults({ db, dataDir, now }: Place, asked: Asked): ResultsPage {
  const study = findStudy(db, asked.study);
  const { include, withExcluded, correction } = asked;
  const excluded = excludedRaters(db, study.id);
  const wanted = { study: study.id, include, withExcluded: withExcluded && excluded.length > 0 };
  const ratings = countStudyRatings(db, study.id);
  const isRated = hasCountedRatings(db, study.id, include);
  const made = isRated ? reportState(db, wanted, { dataDir, now }) : null;
  const state = made && { ...made, report: made.report && readjusted(made.report, correction) };
  const results = state?.report
    ? resultsOfReport(state.report)
    : ratings <= mostAtOnce
      ? quickResults(db, wanted, excluded)
      : null;
  return {
    study: { id: study.id, kind: study.kind, dataset: study.dataset, fileName: fileNamePart(study.name) },
    systems: study.systems,
    criteria: study.criteria,
    asked: { include, withExcluded: wanted.withExcluded, correction },
    excluded,
    ratings,
    results,
    state,
    parties: studyParties(db, study.id),
  };
}

const mostKept = 8;
const kept = new WeakMap<Db, Map<string, StudyResults>>();

/** Kept until the study's judgements change: a page and its tables ask for the same one after the other. */
function quickResults(
  db: Db,
  { study, include, withExcluded }: ReportWanted,
  excluded: ResultsPage['excluded'],
): StudyResults {
  const results = kept.get(db) ?? new Map<string, StudyResults>();
  kept.set(db, results);
  const key = JSON.stringify([study, include, withExcluded, judgementStamp(db, study)]);
  const found = results.get(key);
  if (found) return found;
  const exclude = withExcluded ? [] : excluded.map(({ rater }) => rater);
  const made = summariseStudy(loadRatingsForResults(db, study, { include, exclude }));
  results.set(key, made);
  const [eldest] = results.keys();
  if (results.size > mostKept && eldest !== undefined) results.delete(eldest);
  return made;
}
