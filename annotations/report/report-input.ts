import type { RatingsIncluded, ResultsCriterion } from '../study-results.ts';
import type { ResponseStyle } from './response-style.ts';
import type { CriterionKind } from './study-report.ts';

/** What `reportStudy` needs of a study; `loadReportInput` of db/queries/report-input.ts returns it. */
export interface ReportInput {
  readonly study: string;
  /** The study's seed; the default for the report's draws. */
  readonly seed: number;
  readonly include: RatingsIncluded;
  /** Pseudonyms of raters whose judgements are not among those below. */
  readonly excluded: readonly string[];
  readonly systems: readonly string[];
  readonly criteria: readonly ReportCriterion[];
  readonly ratings: readonly ReportRating[];
  /** Of choices and rankings. */
  readonly preferences: readonly ReportPreference[];
  /** Of the items that were judged; null where the dialogue has no emotion. */
  readonly emotions: Readonly<Record<number, string | null>>;
  /** Of the responses that were judged, by `styleKey`. */
  readonly styles: Readonly<Record<string, ResponseStyle>>;
}

export interface ReportCriterion extends ResultsCriterion {
  readonly kind: CriterionKind;
  /** Of a choice: whether the one chosen is the best or the worst of those shown. Default best. */
  readonly chosen?: 'best' | 'worst';
  /** In a study of dialogues: asked of every listener turn, or once of the whole. */
  readonly about?: 'turn' | 'dialogue' | undefined;
}

/** A judgement of one response that counts. */
export interface ReportRating {
  readonly criterion: string;
  readonly system: string;
  /**
   * Numbered by the items' names, so that a study exported and read back is resampled alike. In a study of dialogues the
   * dialogue, whoever's answers it was shown with: all that was said of it hangs together.
   */
  readonly item: number;
  /** Pseudonym. */
  readonly rater: string;
  readonly value: number;
  /** Place on the screen, from 1; null where it was not recorded. */
  readonly position: number | null;
  /** In a study of dialogues: which turn of which dialogue, or which dialogue, was rated. Else item and system tell it. */
  readonly response?: string | undefined;
}

/** What one rater made of the responses of one item: a choice or a ranking. */
export interface ReportPreference {
  readonly criterion: string;
  readonly item: number;
  readonly rater: string;
  /** In the order shown. */
  readonly shown: readonly string[];
  /** Of each shown, 1 the best: a choice gives 1 to the chosen and 2 to the others, or 1 to all for a tie. */
  readonly ranks: readonly number[];
}

/** @param response where the item and the system do not tell it */
export function styleKey(item: number, system: string, response?: string): string {
  return response === undefined ? `${item} ${system}` : `${item} ${system} ${response}`;
}
