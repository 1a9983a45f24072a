import type { Criterion } from './study-definition.ts';

/**
 * Everything an annotator's browser receives about one assignment. There is no system, run or response id in it,
 * and nothing whose order follows theirs: an answer is addressed by the position it is shown at.
 */
export interface BlindedView {
  readonly assignmentId: string;
  readonly status: AssignmentStatus;
  /** The annotator's n-th assignment in this study, from 1. */
  readonly number: number;
  /** Before the first of the responses. */
  readonly turns: readonly BlindedTurn[];
  /** Whether the responses are the listener's turns of one dialogue, and not answers to the same turns. */
  readonly isDialogue: boolean;
  /** Null where the study does not show it, or the dataset does not know it. */
  readonly emotion: string | null;
  readonly situation: string | null;
  /** By position, from 1. */
  readonly responses: readonly BlindedResponse[];
  readonly criteria: readonly Criterion[];
  readonly values: readonly BlindedValue[];
  readonly flagged: boolean;
  readonly comment: string;
  readonly skipReason: string | null;
  readonly submittedAt: string | null;
}

export type AssignmentStatus = 'active' | 'submitted' | 'skipped' | 'expired';

export interface BlindedTurn {
  readonly speaker: 'speaker' | 'listener';
  readonly text: string;
}

export interface BlindedResponse {
  readonly position: number;
  /** `A` at position 1, `B` at position 2, …; of a dialogue `1`, `2`, … */
  readonly label: string;
  readonly text: string;
  /** Of a dialogue: the turns between the response before and this one. */
  readonly before?: readonly BlindedTurn[] | undefined;
}

/** A value that stands, of a cell (position, criterion by name). */
export interface BlindedValue {
  readonly position: number;
  readonly criterion: string;
  readonly value: number;
  readonly savedAt: string;
}

export interface Cell {
  readonly position: number;
  readonly criterion: string;
}
