import { isWorkbenchError } from '#lib/errors.ts';
import type { PoolAnswer, SentError } from '../messages.ts';
import type { Pool } from '../pool.ts';
import type { HostMessage, HostRequest } from './redis-messages.ts';

export interface Answering {
  readonly say: (message: HostMessage) => void;
  readonly signal: AbortSignal;
}

/** Has the host's own pool answer, and gives the end of it, an error included: it is the asker's to know, not the queue's. */
export async function answerRequest(
  pool: Pool,
  request: HostRequest,
  answering: Answering,
): Promise<HostMessage> {
  try {
    return { kind: 'done', answer: await answerOf(pool, request, answering) };
  } catch (error) {
    return { kind: 'failed', error: sent(error) };
  }
}

async function answerOf(pool: Pool, asked: HostRequest, { say, signal }: Answering): Promise<PoolAnswer> {
  if (asked.kind === 'measure') return pool.measure(asked.measurement, signal);
  if (asked.kind === 'rate') return pool.rate('a control', asked.response, { ...asked.request, signal });
  if (asked.kind === 'warm') {
    await pool.warm(asked.system);
    return null;
  }
  const { system, request, streams, levels, conversation } = asked;
  return pool.respond(system, {
    ...request,
    signal,
    levels,
    conversation,
    ...(streams && { onToken: (token) => say({ kind: 'token', token }) }),
  });
}

function sent(error: unknown): SentError {
  if (isWorkbenchError(error)) return { message: error.message, code: error.code };
  return error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
}
