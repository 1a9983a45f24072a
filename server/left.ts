import type { Response } from 'express';

/**
 * Aborted when the client leaves before the response is finished. The request's own signal does not say it reliably:
 * Node forgets to abort it once the Request itself has been collected, which happens while a long body is still sent.
 */
export function left(response: Response): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
