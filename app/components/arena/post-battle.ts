import { readEventStream } from '../live/read-event-stream.ts';
import type { BattleEvent, BattleFailure, BattleRequest } from './arena-view.ts';

const unreachable = 'The workbench cannot be reached. What you wrote is still here: try again.';
const brokenOff = 'The connection ended before both replies were told.';
const signedOut = 'This browser is no longer signed in, or this conversation is gone.';

export type BattleOutcome =
  | { readonly kind: 'whole' }
  /**
   * Nothing was kept of what was asked; where this page is behind, more may be kept than is known here, and this too,
   * where only its answer was lost.
   */
  | { readonly kind: 'refused'; readonly failure: BattleFailure; readonly isBehind: boolean }
  /** What was said is kept, and the two replies are not both there. */
  | { readonly kind: 'not both'; readonly failure: BattleFailure };

/** Posts to a battle and passes on the words it brings. Rejects with the signal's reason where that is aborted. */
export async function postBattle(
  address: string,
  request: BattleRequest,
  {
    signal,
    onWords,
  }: { readonly signal: AbortSignal; readonly onWords: (add: readonly [string, string]) => void },
): Promise<BattleOutcome> {
  let isBegun = false;
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
      redirect: 'manual',
      signal,
    });
    if (!response.ok || !response.body)
      return { kind: 'refused', failure: await failureOf(response), isBehind: response.status === 409 };
    for await (const events of readEventStream<BattleEvent>(response.body))
      for (const event of events) {
        if (event.kind === 'begun') isBegun = true;
        else if (event.kind === 'words') onWords(event.add);
        else return event.failure === null ? { kind: 'whole' } : { kind: 'not both', failure: event.failure };
      }
  } catch (error) {
    signal.throwIfAborted();
    // Without a connection fetch rejects with a TypeError, at first as in the middle.
    if (!(error instanceof TypeError)) throw error;
    if (!isBegun) return { kind: 'refused', failure: { message: unreachable }, isBehind: true };
  }
  signal.throwIfAborted();
  return { kind: 'not both', failure: { message: brokenOff } };
}

async function failureOf(response: Response): Promise<BattleFailure> {
  if (response.type === 'opaqueredirect' || response.status === 404) return { message: signedOut };
  const told: unknown = await response.json().catch(() => null);
  const message = told && typeof told === 'object' && 'message' in told ? told.message : null;
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return {
    message: typeof message === 'string' ? message : `The workbench refused this (${response.status}).`,
    ...(Number.isFinite(seconds) && { retryAfterSeconds: seconds }),
  };
}
