import { WorkbenchError } from '#lib/errors.ts';

/** Where nothing is known of how fast it goes. */
const usualWait = 10;
const longestWait = 120;

function seconds(given: number): number {
  return Math.min(longestWait, Math.max(1, Math.ceil(given)));
}

function inSeconds(count: number): string {
  return count === 1 ? 'in a second' : `in ${count} seconds`;
}

/** @param expected seconds until what waits now has been begun; null where that cannot be told */
export function busy(expected: number | null): WorkbenchError {
  const retryAfterSeconds = seconds(expected ?? usualWait);
  return new WorkbenchError(
    'busy',
    `So many are being answered that no more can wait. Try again ${inSeconds(retryAfterSeconds)}.`,
    { retryAfterSeconds },
  );
}

export function stopped(): WorkbenchError {
  return new WorkbenchError('interrupted', 'The reply was stopped.');
}

export function closed(): WorkbenchError {
  return new WorkbenchError('interrupted', 'The models are being closed and answer no more.');
}

export function tookTooLong(name: string, limitMs: number): WorkbenchError {
  return new WorkbenchError(
    'unavailable',
    `${name} gave no whole answer within ${Math.round(limitMs / 1000)} seconds.`,
  );
}

/** @param pauseMs until it is tried again */
export function noProcess(cause: string, pauseMs: number): WorkbenchError {
  const retryAfterSeconds = seconds(pauseMs / 1000);
  return new WorkbenchError(
    'unavailable',
    `No process for the models starts (${cause}); the log has more. It is tried again ${inSeconds(retryAfterSeconds)}.`,
    { retryAfterSeconds },
  );
}

/** @param pauseMs until it is tried again */
export function modelEndsProcess(cause: string, pauseMs: number): WorkbenchError {
  const retryAfterSeconds = seconds(pauseMs / 1000);
  return new WorkbenchError(
    'unavailable',
    `The process that loads this model ends each time (${cause}): there may be too little memory for it, or its file is damaged; the log has more. It is tried again ${inSeconds(retryAfterSeconds)}.`,
    { retryAfterSeconds },
  );
}
