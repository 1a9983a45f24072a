import { WorkbenchError } from '#lib/errors.ts';

/** Tells changes of a browser tab apart and puts them in order. */
export interface ClickNumber {
  /** Random id of one page load of a browser tab, 8 to 64 characters of `A-Za-z0-9_-`. */
  readonly clientId: string;
  /** Counts the changes of that page load, from 0, over all its cells. */
  readonly clientSequence: number;
}

/** Throws `bad-input` for a number that no page of ours would send. */
export function requireClickNumber({ clientId, clientSequence }: ClickNumber): void {
  if (/^[\w-]{8,64}$/.test(clientId) && Number.isSafeInteger(clientSequence) && clientSequence >= 0) return;
  throw new WorkbenchError('bad-input', 'The click has no proper number. Reload the page.', {
    field: 'clientId',
  });
}
