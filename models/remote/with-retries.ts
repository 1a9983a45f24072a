import { setTimeout as wait } from 'node:timers/promises';
import { WorkbenchError } from '#lib/errors.ts';
import { RemoteFault } from './remote-fault.ts';
import type { RemotePorts } from './remote-ports.ts';

const firstPause = 500;
const longestBackOff = 30_000;
/** A server that asks for more is not waited for. */
const longestAsked = 120_000;

export interface Retries {
  /** Further tries after the first. */
  readonly retries: number;
  readonly signal: AbortSignal;
  /** Milliseconds that are left for all: what would be tried later is not waited for. */
  readonly leftMs: () => number;
  readonly ports: RemotePorts;
}

/**
 * Tries again what may pass: after half a second, then twice as long each time, with jitter so that those who were
 * refused together do not come back together; after what the server asks for where it says so.
 * @throws WorkbenchError of the last try; `interrupted` where aborted
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  { retries, signal, leftMs, ports }: Retries,
): Promise<T> {
  const {
    pause = (milliseconds, by) => wait(milliseconds, undefined, { signal: by }),
    random = Math.random,
  } = ports;
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RemoteFault)) throw error;
      const { message, code, isPassing, pauseMs } = error;
      if (pauseMs !== undefined && pauseMs > longestAsked)
        throw new WorkbenchError(code, `${message} It asks to wait ${Math.ceil(pauseMs / 1000)} seconds.`);
      const backOff = Math.min(longestBackOff, firstPause * 2 ** tries) * (0.5 + random() / 2);
      const pauseBefore = pauseMs ?? backOff;
      if (!isPassing || tries >= retries || pauseBefore >= leftMs())
        throw new WorkbenchError(code, tries > 0 ? `${message} It was tried ${tries + 1} times.` : message);
      await pause(pauseBefore, signal).catch(() => {});
      if (signal.aborted) throw stopped();
    }
  }
}

export function stopped(): WorkbenchError {
  return new WorkbenchError('interrupted', 'The reply was stopped.');
}
