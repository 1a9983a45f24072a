import type { Logger } from 'pino';
import { isWorkbenchError, WorkbenchError } from '#lib/errors.ts';
import type { ModelClient } from '#models/client.ts';

/** Before anything is kept, so that a crowd costs no writes. A queue that fills up just now says so in the stream. */
export function refuseWhereFull(models: ModelClient): void {
  const { requests, mostRequests, expectedSeconds } = models.status().queue;
  if (mostRequests === null || requests < mostRequests) return;
  throw new WorkbenchError(
    'busy',
    'More people are talking than can be answered just now. Your message is not lost: try again in a moment.',
    { retryAfterSeconds: Math.min(60, Math.max(2, Math.ceil(expectedSeconds ?? 5))) },
  );
}

/** What a post that could not be begun is answered with. */
export function toldRefusal(error: unknown, log: Pick<Logger, 'error'>): Response {
  if (isWorkbenchError(error)) return refusal(error);
  log.error({ err: error }, 'nothing could be written to a conversation');
  return refusal(
    new WorkbenchError(
      'unavailable',
      'The workbench could not write this down: its disk may be full. Nothing was sent; try again later.',
    ),
  );
}

/** `{message}`, with Retry-After where it is worth asking again. */
export function refusal({ message, status, details }: WorkbenchError): Response {
  const { retryAfterSeconds } = details;
  return new Response(JSON.stringify({ message }), {
    status,
    headers: {
      'Content-Type': 'application/json',
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
    },
  });
}
