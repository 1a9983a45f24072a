import type { CriterionKind } from '../report/study-report.ts';

/** An item as one rater answered it. What exports of ratings are made from. */
export interface ExportedAssignment {
  /** The item's name, unique in its study. */
  readonly item: string;
  /** The dialogue, and the number of turns before the answer. */
  readonly conv_id: string;
  readonly turn_index: number;
  readonly emotion: string | null;
  /** In a study of dialogues, where the item is one turn: the dialogue (of a talk its scene) with which it hangs together. */
  readonly dialogue?: string | undefined;
  /** Pseudonym. */
  readonly rater: string;
  /** The rater's n-th assignment, from 0. */
  readonly sequence: number;
  readonly status: string;
  /** In the order in which they were shown, as far as the study tells it. */
  readonly responses: readonly ExportedResponse[];
}

export interface ExportedResponse {
  readonly system: string;
  readonly text: string;
  /** From 1; null where an imported study does not say. */
  readonly position: number | null;
  /** As stored, by criterion: a choice stands at the first response, as the position chosen, 0 for a tie. */
  readonly values: Readonly<Record<string, number>>;
}

export interface ExportedCriterion {
  readonly name: string;
  readonly kind: CriterionKind;
  readonly about?: 'turn' | 'dialogue' | undefined;
}

/** The answers to one criterion, by response; null where there is none. */
export type Answers = readonly (number | null)[];

/**
 * What was answered to a criterion, a number per response. For a choice: 1 for the response chosen and 0 for the
 * others, or 0.5 for each where they are alike, so that it sums to the wins of a pair and is never taken for a rating.
 */
export function answersTo(
  { name, kind }: ExportedCriterion,
  responses: readonly ExportedResponse[],
): Answers {
  if (kind !== 'choice') return responses.map(({ values }) => values[name] ?? null);
  const chosen = responses.find(({ values }) => values[name] !== undefined)?.values[name];
  if (chosen === undefined) return responses.map(() => null);
  if (chosen === 0) return responses.map(() => 0.5);
  return responses.map(({ position }, index) => ((position ?? index + 1) === chosen ? 1 : 0));
}
