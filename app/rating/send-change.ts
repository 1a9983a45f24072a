import type { QueueEntry } from './queue-entry.ts';
import type { SendOutcome } from './save-queue.ts';

const patience = 15_000;

/** The request that carries a change: where to, and its JSON. `account` lets the server notice a change of person. */
export function changeRequest(
  entry: QueueEntry,
  account: string,
): { readonly url: string; readonly body: string } {
  const { assignment, target, value, clientId, clientSequence } = entry;
  switch (target.kind) {
    case 'rating':
      return {
        url: '/rate/save',
        body: JSON.stringify({
          account,
          assignment,
          position: target.position,
          criterion: target.criterion,
          value,
          clientId,
          clientSequence,
        }),
      };
    case 'comment':
      return {
        url: '/rate/comment',
        body: JSON.stringify({ account, assignment, comment: value, clientId, clientSequence }),
      };
    case 'flag':
      return {
        url: '/rate/flag',
        body: JSON.stringify({ account, assignment, flagged: value, clientId, clientSequence }),
      };
  }
}

export type PostOutcome =
  | { readonly kind: 'done'; readonly body: Readonly<Record<string, unknown>> }
  | Exclude<SendOutcome, { readonly kind: 'saved' }>;

/** Posts JSON to this server and sorts what can become of it. Survives the page that sent it. */
export async function postJson(url: string, body: string): Promise<PostOutcome> {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      keepalive: true,
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    return { kind: 'network' };
  }
  const answer = await readAnswer(response);
  if (response.ok) return answer ? { kind: 'done', body: answer } : { kind: 'unavailable' };
  if (response.status === 401) return { kind: 'signed-out' };
  if (response.status >= 500 || [408, 425, 429].includes(response.status)) return { kind: 'unavailable' };
  const reason = answer?.error;
  return {
    kind: 'refused',
    reason: typeof reason === 'string' ? reason : `The server does not take it (${response.status}).`,
  };
}

/** Undefined where what came is no JSON object: a hotel's sign-in page, say, or a proxy's apology. */
async function readAnswer(response: Response): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null
      ? (body as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Sends a change of the queue. */
export async function sendChange(entry: QueueEntry, account: string): Promise<SendOutcome> {
  const { url, body } = changeRequest(entry, account);
  const outcome = await postJson(url, body);
  if (outcome.kind !== 'done') return outcome;
  const { value, savedAt } = outcome.body;
  if (typeof savedAt !== 'string') return { kind: 'unavailable' };
  return {
    kind: 'saved',
    savedAt,
    value: typeof value === typeof entry.value ? (value as typeof entry.value) : entry.value,
  };
}
