import { setImmediate } from 'node:timers/promises';

export interface RowStreamOptions {
  readonly header: string;
  /** Each with its line break; closed when the stream ends, however it ends. */
  readonly rows: Iterable<string>;
  /** Resolves when the client has taken what was sent so far (`drained` of the load context). */
  readonly drained: () => Promise<void>;
  /** The client has left: the stream ends. */
  readonly left: AbortSignal;
  /** The server stops: the stream breaks off, so that nobody takes a part for the whole. */
  readonly shutdown: AbortSignal;
}

// Characters gathered before they are sent: few writes, and memory stays bounded.
const partSize = 64 * 1024;

// Milliseconds after which others have their turn, however little text came of it: most rows may be left out.
// A save beside an export waits for as many of them as it takes turns itself.
const turn = 4;

/** Rows as a body that is made while it is sent: no faster than the client reads, and other requests have their turn. */
export function rowStream(options: RowStreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const rows = options.rows[Symbol.iterator]();
  let text = options.header;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await options.drained();
        let isDone = false;
        while (!isDone && text.length < partSize) {
          await setImmediate();
          if (options.left.aborted || options.shutdown.aborted) {
            rows.return?.();
            if (options.left.aborted) controller.close();
            else controller.error(new Error('the server stops; the download is not complete'));
            return;
          }
          const begun = performance.now();
          while (text.length < partSize && performance.now() - begun < turn) {
            const next = rows.next();
            if (next.done) {
              isDone = true;
              break;
            }
            text += next.value;
          }
        }
        if (text !== '') controller.enqueue(encoder.encode(text));
        text = '';
        if (isDone) controller.close();
      },
      cancel() {
        rows.return?.();
      },
    },
    // Nothing is read before it is asked for.
    { highWaterMark: 0 },
  );
}
