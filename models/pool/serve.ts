import { isWorkbenchError } from '#lib/errors.ts';
import { openGenerator } from '../generators/open-generator.ts';
import { GeneratorShelf } from './generator-shelf.ts';
import type { PoolMessage, PoolRequest, SentError, ServeOptions } from './messages.ts';

// A process of the pool: `startPool` forks it. It answers until the starter hangs up, and dies with it.

const sweepPause = 5_000;

const { idleMs, memoryBytes, ...options } = JSON.parse(process.argv[2] ?? '{}') as ServeOptions;
const note = (sentence: string) => void process.stderr.write(`${sentence}\n`);
const shelf = new GeneratorShelf({
  open: (definition) => openGenerator(definition, { ...options, note }),
  clock: () => performance.now(),
  idleMs,
  memoryBytes,
  memory: () => process.memoryUsage.rss(),
  onDefect: (error) => note(error instanceof Error ? (error.stack ?? error.message) : String(error)),
});
const underWay = new Map<number, AbortController>();

function send(message: PoolMessage): void {
  // A starter that has hung up reads nothing more; `disconnect` ends this process.
  process.send?.(message, undefined, undefined, () => {});
}

async function respond(asked: Extract<PoolRequest, { kind: 'respond' }>): Promise<void> {
  const { id, system, request, streams } = asked;
  const controller = new AbortController();
  underWay.set(id, controller);
  try {
    const response = await shelf.respond(system, {
      ...request,
      signal: controller.signal,
      ...(streams && { onToken: (token) => send({ kind: 'token', id, token }) }),
    });
    send({ kind: 'done', id, response });
  } catch (error) {
    send({ kind: 'failed', id, error: sent(error) });
  } finally {
    underWay.delete(id);
  }
}

function sent(error: unknown): SentError {
  if (isWorkbenchError(error)) return { message: error.message, code: error.code };
  return error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
}

process.on('message', (message: PoolRequest) => {
  if (message.kind === 'cancel') underWay.get(message.id)?.abort();
  else void respond(message);
});
// Sessions hold threads of their own, which would keep the process.
process.on('disconnect', () => process.exit(0));
// It may have hung up while this process was still loading.
if (!process.connected) process.exit(0);
// Ctrl-C reaches every process of a terminal; the starter ends this one when it has settled what is under way.
process.on('SIGINT', () => {});
setInterval(() => shelf.sweep(), sweepPause);
