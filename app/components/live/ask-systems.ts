import type { LiveEvent } from './live-events.ts';
import type { LiveRequest } from './live-request.ts';
import { readEventStream } from './read-event-stream.ts';

const brokenOff =
  'The connection ended before every system had answered. What has come is kept; the others can be asked again.';
const unreachable = 'The workbench cannot be reached. Is it still running?';
const signedOut = 'You are no longer signed in. Sign in in another tab, then try again here.';

/**
 * Has systems answer and passes on what they say. Resolves with null once all have answered or failed, or with what
 * went wrong; rejects with the signal's reason where that is aborted.
 */
export async function askSystems(
  request: LiveRequest,
  {
    signal,
    onEvents,
  }: { readonly signal: AbortSignal; readonly onEvents: (events: readonly LiveEvent[]) => void },
): Promise<string | null> {
  let isWhole = false;
  let isBegun = false;
  try {
    const response = await fetch('/live/answers', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      // A dataset's context is known there; it may also be longer than what may be typed.
      body: JSON.stringify(request.source ? { ...request, turns: [] } : request),
      redirect: 'manual',
      signal,
    });
    if (!response.ok || !response.body) return await refusal(response);
    isBegun = true;
    for await (const events of readEventStream<LiveEvent>(response.body)) {
      isWhole ||= events.some(({ kind }) => kind === 'end');
      onEvents(events);
    }
  } catch (error) {
    signal.throwIfAborted();
    // Without a connection fetch rejects with a TypeError, at first as in the middle.
    if (!(error instanceof TypeError)) throw error;
    return isBegun ? brokenOff : unreachable;
  }
  signal.throwIfAborted();
  return isWhole ? null : brokenOff;
}

async function refusal(response: Response): Promise<string> {
  if (response.type === 'opaqueredirect' || response.status === 404) return signedOut;
  const told: unknown = await response.json().catch(() => null);
  const message = told && typeof told === 'object' && 'message' in told ? told.message : null;
  return typeof message === 'string' ? message : `The workbench refused the request (${response.status}).`;
}
