import type { Logger } from 'pino';
import { isWorkbenchError, WorkbenchError } from '#lib/errors.ts';

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
