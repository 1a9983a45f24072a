import type { Logger } from 'pino';
import { linkedAbort } from '#lib/linked-abort.ts';

const heartbeat = 15_000;

export interface EventStreamOptions {
  /** Aborted when the browser leaves (`left` of the load context). */
  readonly left: AbortSignal;
  readonly log: Pick<Logger, 'error'>;
  /** Aborted when the server ends. */
  readonly shutdown: AbortSignal;
  /** Milliseconds between two comments that keep the connection open. Default 15,000. */
  readonly heartbeat?: number;
}

/**
 * A `text/event-stream` response of what `events` yields, each value as JSON in the event's data. The one owner of
 * every stream: it keeps the connection open, and stops `events` when it is done, when the browser leaves and when
 * the server ends. `events` must stop where `signal` is aborted; only values that the browser may see belong in it.
 */
export function eventStream<T>(
  options: EventStreamOptions,
  events: (signal: AbortSignal) => AsyncIterable<T>,
): Response {
  const { signal, abort, unlink } = linkedAbort([options.left, options.shutdown]);
  let isCancelled = false;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (text: string) => {
        if (!signal.aborted) controller.enqueue(encoder.encode(text));
      };
      const timer = setInterval(() => send(': still here\n\n'), options.heartbeat ?? heartbeat);
      try {
        for await (const event of events(signal)) send(`data: ${JSON.stringify(event)}\n\n`);
      } catch (error) {
        options.log.error({ err: error }, 'an event stream failed');
        // The browser asks again by itself; why it failed is the log's business, not the stream's.
        send('event: failed\ndata: null\n\n');
      } finally {
        clearInterval(timer);
        unlink();
        if (!isCancelled) controller.close();
      }
    },
    cancel: () => {
      isCancelled = true;
      abort();
    },
  });
  return new Response(body, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  });
}

/** Resolves after `milliseconds`, or at once when `signal` is aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
