import { isWorkbenchError } from '#lib/errors.ts';
import { verifiedFolder } from '../generators/checkpoint-folder.ts';
import type { GeneratedResponse } from '../generators/generator.ts';
import { openGenerator } from '../generators/open-generator.ts';
import { Measurer } from '../measuring/measurer.ts';
import { openIdentifiers } from '../training/identifiers/open-identifiers.ts';
import { GeneratorShelf } from './generator-shelf.ts';
import { LevelReader } from './level-reader.ts';
import type { PoolAnswer, PoolMessage, PoolRequest, SentError, ServeOptions } from './messages.ts';

// A process of the pool: `startPool` forks it. It answers until the starter hangs up, and dies with it.

const sweepPause = 5_000;

const { idleMs, memoryBytes, identifiers, ...options } = JSON.parse(process.argv[2] ?? '{}') as ServeOptions;
const note = (sentence: string) => void process.stderr.write(`${sentence}\n`);
const shelf = new GeneratorShelf({
  open: (definition) => openGenerator(definition, { ...options, note }),
  clock: () => performance.now(),
  idleMs,
  memoryBytes,
  memory: () => process.memoryUsage.rss(),
  onDefect: (error) => note(error instanceof Error ? (error.stack ?? error.message) : String(error)),
});
const reader =
  identifiers === null
    ? null
    : new LevelReader({
        open: async () => {
          const { device, threads } = options;
          return openIdentifiers(await verifiedFolder(identifiers), { device, threads });
        },
        underWay: () => underWay.size,
      });
const measurer = new Measurer({ device: options.device, threads: options.threads });
const underWay = new Map<number, AbortController>();

function send(message: PoolMessage): void {
  // A starter that has hung up reads nothing more; `disconnect` ends this process.
  process.send?.(message, undefined, undefined, () => {});
}

type Work = Exclude<PoolRequest, { kind: 'cancel' }>;

async function work(asked: Work): Promise<void> {
  const { id } = asked;
  const controller = new AbortController();
  underWay.set(id, controller);
  try {
    send({ kind: 'done', id, answer: await answer(asked, controller.signal) });
  } catch (error) {
    send({ kind: 'failed', id, error: sent(error) });
  } finally {
    underWay.delete(id);
  }
}

async function answer(asked: Work, signal: AbortSignal): Promise<PoolAnswer> {
  if (asked.kind === 'measure') return measurer.measure(asked.measurement, signal);
  const { id, request } = asked;
  if (asked.kind === 'rate') return rated(asked.response, asked);
  const { system, streams, levels } = asked;
  const reply = await shelf.respond(system, {
    ...request,
    signal,
    ...(streams && { onToken: (token) => send({ kind: 'token', id, token }) }),
  });
  return levels ? rated(reply, asked) : reply;
}

async function rated(
  reply: GeneratedResponse,
  { request }: Extract<Work, { readonly request: unknown }>,
): Promise<GeneratedResponse> {
  if (!reader) return reply;
  const levels = await reader.read({ context: request.context, reply: reply.text });
  return { ...reply, details: { ...reply.details, levels } };
}

function sent(error: unknown): SentError {
  if (isWorkbenchError(error)) return { message: error.message, code: error.code };
  return error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
}

process.on('message', (message: PoolRequest) => {
  if (message.kind === 'cancel') underWay.get(message.id)?.abort();
  else void work(message);
});
// Sessions hold threads of their own, which would keep the process.
process.on('disconnect', () => process.exit(0));
// It may have hung up while this process was still loading.
if (!process.connected) process.exit(0);
// Ctrl-C reaches every process of a terminal; the starter ends this one when it has settled what is under way.
process.on('SIGINT', () => {});
setInterval(() => shelf.sweep(), sweepPause);
