import { readEventStream } from '../live/read-event-stream.ts';
import type { ChatRequest, TurnEvent } from './chat-events.ts';
import type { ChatTurn, ConversationView } from './chat-view.ts';
import type { FeedbackRequest } from './feedback-request.ts';

/** How a request to a conversation ended. */
export type PostOutcome =
  | { readonly kind: 'whole' }
  /** Nothing was begun. `retryAfterSeconds` where the same may be asked again then. */
  | {
      readonly kind: 'refused';
      readonly message: string;
      readonly retryAfterSeconds?: number;
      /** More may be kept than is known here: what another tab said, or this, where no answer came. */
      readonly isBehind?: boolean;
    }
  /** Something was begun, and no more comes. */
  | { readonly kind: 'broke off' };

const unreachable = 'The workbench cannot be reached. What you wrote is still here: try again.';
const signedOut =
  'This browser is no longer signed in. What you wrote is still here: sign in in another tab, then try again.';

/**
 * Posts a request and passes on what it brings. Rejects with the signal's reason where that is aborted.
 */
export async function postChat(
  address: string,
  request: ChatRequest,
  {
    signal,
    onEvents,
  }: { readonly signal: AbortSignal; readonly onEvents: (events: readonly TurnEvent[]) => void },
): Promise<PostOutcome> {
  let isBegun = false;
  let isWhole = false;
  try {
    const response = await post(address, request, signal);
    if (!response.ok) return await refusal(response);
    if (!response.body) return { kind: 'whole' };
    for await (const events of readEventStream<TurnEvent>(response.body)) {
      isBegun ||= events.some(({ kind }) => kind === 'begun');
      isWhole ||= events.some(({ kind }) => kind === 'end');
      onEvents(events);
    }
  } catch (error) {
    signal.throwIfAborted();
    // Without a connection fetch rejects with a TypeError, at first as in the middle.
    if (!(error instanceof TypeError)) throw error;
    return isBegun ? { kind: 'broke off' } : { kind: 'refused', message: unreachable, isBehind: true };
  }
  signal.throwIfAborted();
  return isWhole || request.kind === 'stop' ? { kind: 'whole' } : { kind: 'broke off' };
}

/** The turns as they are kept; null where they cannot be had just now. */
export async function fetchTurns(address: string): Promise<readonly ChatTurn[] | null> {
  const response = await fetch(address, { redirect: 'manual' }).catch(() => null);
  if (!response?.ok) return null;
  const view: ConversationView = await response.json();
  return view.turns;
}

/** Null where it is kept, else why it is not. */
export async function postFeedbackTo(address: string, request: FeedbackRequest): Promise<string | null> {
  try {
    const response = await post(address, request);
    if (response.ok) return null;
    const { message } = await refusal(response);
    return message;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return unreachable;
  }
}

function post(address: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'manual',
    ...(signal && { signal }),
  });
}

async function refusal(response: Response): Promise<Extract<PostOutcome, { readonly kind: 'refused' }>> {
  if (response.type === 'opaqueredirect' || response.status === 404 || response.status === 401)
    return { kind: 'refused', message: await messageOf(response, signedOut) };
  const message = await messageOf(response, `The workbench refused this (${response.status}).`);
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  if (response.status === 409) return { kind: 'refused', message, isBehind: true };
  return { kind: 'refused', message, ...(Number.isFinite(seconds) && { retryAfterSeconds: seconds }) };
}

async function messageOf(response: Response, otherwise: string): Promise<string> {
  const told: unknown = await response.json().catch(() => null);
  const message = told && typeof told === 'object' && 'message' in told ? told.message : null;
  return typeof message === 'string' ? message : otherwise;
}
