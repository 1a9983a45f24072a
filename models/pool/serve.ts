import { setImmediate as nextTurn } from 'node:timers/promises';
import { isWorkbenchError } from '#lib/errors.ts';
import { verifiedFolder } from '../generators/checkpoint-folder.ts';
import type { GeneratedResponse } from '../generators/generator.ts';
import { openGenerator } from '../generators/open-generator.ts';
import { Measurer } from '../measuring/measurer.ts';
import { openIdentifiers } from '../training/identifiers/open-identifiers.ts';
import { GeneratorShelf } from './generator-shelf.ts';
import { LevelReader } from './level-reader.ts';
import type { PoolAnswer, PoolMessage, PoolRequest, SentError, ServeOptions } from './messages.ts';

// A process of the pool answers until the starter hangs up, and dies with it.

/** Models that are no longer asked for are looked for so often, and the starter is told of this process. */
const sweepPause = 2_000;

const { idleMs, replacedMs, memoryBytes, identifiers, ...options } = JSON.parse(
  process.argv[2] ?? '{}',
) as ServeOptions;
const note = (sentence: string) => void process.stderr.write(`${sentence}\n`);
const shelf = new GeneratorShelf({
  open: async (definition) => {
    // The starter hears what is loaded before it is: it may be the end of this process.
    await nextTurn();
    await nextTurn();
    return openGenerator(definition, { ...options, note });
  },
  clock: () => performance.now(),
  idleMs,
  replacedMs,
  memoryBytes,
  onChange: () => tellState(),
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

let unsent: PoolMessage[] = [];

/** What comes in one turn of the event loop goes as one message: each costs both sides the work of several tokens. */
function send(message: PoolMessage): void {
  if (unsent.push(message) > 1) return;
  setImmediate(() => {
    const messages = unsent;
    unsent = [];
    // A starter that has hung up reads nothing more; `disconnect` ends this process.
    process.send?.(messages, undefined, undefined, () => {});
  });
}

function tellState(): void {
  const { models, loading } = shelf;
  send({ kind: 'state', state: { models, loading, memoryBytes: process.memoryUsage.rss() } });
}

type Work = Exclude<PoolRequest, { kind: 'cancel' | 'replaced' }>;

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
  if (asked.kind === 'warm') {
    await shelf.warm(asked.system);
    return null;
  }
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
  else if (message.kind === 'replaced') shelf.replaced(message.system);
  else void work(message);
});
// Sessions hold threads of their own, which would keep the process.
process.on('disconnect', () => process.exit(0));
// It may have hung up while this process was still loading.
if (!process.connected) process.exit(0);
// Ctrl-C reaches every process of a terminal; the starter ends this one when it has settled what is under way.
process.on('SIGINT', () => {});
setInterval(() => {
  shelf.sweep();
  tellState();
}, sweepPause);
tellState();
