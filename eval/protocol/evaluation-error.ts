/** What can be wrong with a line of the protocol; `defect` is the only one that the program is at fault for. */
export type EvaluationErrorCode =
  | 'bad-json'
  | 'bad-line'
  | 'unknown-metric'
  | 'unknown-parameter'
  | 'bad-input'
  | 'undefined'
  | 'unavailable'
  | 'defect';

/** Ends the evaluation of one line. The message is a sentence for the person; it never quotes text or ratings. */
export class EvaluationError extends Error {
  readonly code: EvaluationErrorCode;

  constructor(code: EvaluationErrorCode, message: string) {
    super(message);
    this.name = 'EvaluationError';
    this.code = code;
  }
}
