import type { ContextTurn } from '#db/schema/datasets.ts';
import { firstTextProblem, nameProblem } from './check-text.ts';

/** A dialogue as a file tells it. */
export interface ImportedDialogue {
  /** Where it begins in the file, from 1. */
  readonly line: number;
  readonly convId: string;
  readonly emotion: string | null;
  readonly situation: string | null;
  readonly turns: readonly ContextTurn[];
}

/** The longest `conv_id`, in UTF-16 units. */
export const maxConvIdLength = 200;

export function convIdProblem(convId: string): string | undefined {
  return nameProblem(convId, 'conv_id', maxConvIdLength);
}

export function labelsProblem(dialogue: Pick<ImportedDialogue, 'emotion' | 'situation'>): string | undefined {
  return (
    (dialogue.emotion === null ? undefined : nameProblem(dialogue.emotion, 'emotion')) ??
    firstTextProblem([['situation', dialogue.situation]])
  );
}
