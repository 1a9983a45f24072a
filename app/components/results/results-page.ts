import type { PartyCriterion } from '#annotations/parties/compare-parties.ts';
import type { RatingsIncluded, StudyResults } from '#annotations/study-results.ts';
import type { ReportState } from '#app/server/study-report.server.ts';
import type { ExcludedRater } from '#db/queries/report-input.ts';
import type { CriterionWording } from './result-numbers.ts';

/** What the results page of a study is given. */
/** What those who talked and those who read it said of the same talks. */
export interface PartiesShown {
  readonly first: string;
  readonly third: string;
  /** Why there is nothing to compare yet; empty where there is. */
  readonly reason: string;
  readonly criteria: readonly PartyCriterion[];
}

export interface ResultsPage {
  /** Of a study with talks, or of one that rates them. */
  readonly parties: readonly PartiesShown[];
  readonly study: {
    readonly id: string;
    readonly kind: 'live' | 'imported';
    /** Its name. */
    readonly dataset: string;
    /** The study's name as part of a file name. */
    readonly fileName: string;
  };
  readonly systems: readonly string[];
  readonly criteria: readonly CriterionWording[];
  readonly asked: ResultsAsked;
  readonly excluded: readonly ExcludedRater[];
  /** Stored, whether they count or not. */
  readonly ratings: number;
  /** Of the report, or in short before it is made; null where even that would keep the page waiting. */
  readonly results: StudyResults | null;
  /** Null where nothing was rated. */
  readonly state: ReportState | null;
}

/** Which ratings count, and how p is corrected. */
export interface ResultsAsked {
  readonly include: RatingsIncluded;
  readonly withExcluded: boolean;
  readonly correction: Correction;
}

/** Those that a page offers: no false difference at all, few among those found, each by itself. */
export const corrections = ['holm', 'BH', 'none'] as const;
export type Correction = (typeof corrections)[number];

/** Where the page is that counts these ratings. */
export function resultsAddress(
  {
    include,
    withExcluded,
    correction = 'holm',
  }: Omit<ResultsAsked, 'correction'> & Partial<Pick<ResultsAsked, 'correction'>>,
  page = '',
): string {
  const search = new URLSearchParams({
    ...(include === 'all' && { include: 'all' }),
    ...(withExcluded && { raters: 'all' }),
    ...(correction !== 'holm' && { correction }),
  });
  return `${page}?${search}`;
}
