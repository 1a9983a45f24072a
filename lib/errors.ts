/**
 * Errors that have an audience. A `WorkbenchError` is an expected failure: the person can mend it, so it
 * carries a sentence for them; whatever is not one is a defect and reaches the log with its stack.
 */
export const errorCatalogue = {
  'bad-input': { status: 400, exit: 2 },
  'bad-row': { status: 400, exit: 2 },
  unauthenticated: { status: 401, exit: 2 },
  forbidden: { status: 403, exit: 2 },
  'not-found': { status: 404, exit: 2 },
  conflict: { status: 409, exit: 2 },
  closed: { status: 410, exit: 2 },
  'too-large': { status: 413, exit: 2 },
  'rate-limited': { status: 429, exit: 2 },
  interrupted: { status: 499, exit: 130 },
  /** A check ran and found what it looks for: nothing in the input is to be mended, nor is the program at fault. */
  mismatch: { status: 409, exit: 1 },
  unavailable: { status: 503, exit: 2 },
  /** There is more to do than can wait: `retryAfterSeconds` says when it is worth asking again. */
  busy: { status: 503, exit: 2 },
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

export class WorkbenchError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly exitCode: number;
  /** Facts a program can act on (`line`, `field`, `retryAfterSeconds`), never people's words. */
  readonly details: Readonly<Record<string, string | number>>;

  /** @param message a sentence for the person: what is wrong and how to mend it */
  constructor(code: ErrorCode, message: string, details: Readonly<Record<string, string | number>> = {}) {
    super(message);
    this.name = 'WorkbenchError';
    this.code = code;
    this.status = errorCatalogue[code].status;
    this.exitCode = errorCatalogue[code].exit;
    this.details = details;
  }
}

export function isWorkbenchError(error: unknown): error is WorkbenchError {
  // By name, not by class: the web build and the process around it hold a copy of this module each.
  return error instanceof Error && error.name === 'WorkbenchError';
}

/** The part of an unknown thrown value that is safe to show: expected failures speak, defects do not. */
export function userMessage(error: unknown): string {
  return isWorkbenchError(error)
    ? error.message
    : 'Something went wrong in the program. The log has the details.';
}
