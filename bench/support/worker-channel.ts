import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { servingEnvironment } from '#models/runtime/serving-environment.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a worker can be asked: plain data in, plain data out. */
export type Handlers = Readonly<Record<string, (parameters: never) => unknown>>;

interface Question {
  readonly id: number;
  readonly name: string;
  readonly parameters: unknown;
}

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** A process of its own: its memory, its threads, and an event loop that nobody else blocks. */
export interface BenchWorker<H extends Handlers> {
  call<N extends keyof H & string>(
    name: N,
    parameters: Parameters<H[N]>[0],
  ): Promise<Awaited<ReturnType<H[N]>>>;
  stop(): Promise<void>;
}

/** Starts a module that ends in `serveWorker`. What it writes goes to standard error. */
export function startWorker<H extends Handlers>(module: URL): BenchWorker<H> {
  const child = fork(fileURLToPath(module), {
    cwd: root,
    execArgv: ['--import', 'tsx'],
    env: servingEnvironment(process.env),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let asked = 0;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      for (const { reject } of open.values())
        reject(new Error(`a process of the bench ended with ${signal ?? `status ${code}`}`));
      open.clear();
      resolve();
    });
  });
  child.on('message', ({ id, value, error }: Answer) => {
    const question = open.get(id);
    open.delete(id);
    if (error === undefined) question?.resolve(value as never);
    else question?.reject(new Error(error));
  });
  return {
    call: (name, parameters) =>
      new Promise((resolve, reject) => {
        const question: Question = { id: asked++, name, parameters };
        open.set(question.id, { resolve, reject });
        child.send(question, (error) => error && reject(error));
      }),
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** Answers questions in the order in which they come, until the starter hangs up. */
export function serveWorker(handlers: Handlers): void {
  let last: Promise<void> = Promise.resolve();
  process.on('message', ({ id, name, parameters }: Question) => {
    last = last.then(async () => {
      const answer = await answerTo(handlers[name], parameters);
      process.send?.({ id, ...answer } satisfies Answer);
    });
  });
  // Sessions hold threads of their own, which would keep the process.
  process.on('disconnect', () => process.exit(0));
}

async function answerTo(
  handler: Handlers[string] | undefined,
  parameters: unknown,
): Promise<Omit<Answer, 'id'>> {
  try {
    return { value: await handler?.(parameters as never) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
