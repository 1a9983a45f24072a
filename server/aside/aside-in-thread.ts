import { Worker } from 'node:worker_threads';
import type { Aside } from '#app/server/aside-tasks.server.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { AsideAnswer, AsideRequest } from './serve-aside.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Tasks in one thread, which is started by the first and holds nothing open. One that dies takes the tasks it had with
 * it; the next task starts another.
 *
 * @param path of the database
 */
export function asideInThread(path: string): Aside {
  let thread: { readonly worker: Worker; readonly waiting: Map<number, Waiting> } | undefined;
  let count = 0;
  const started = () => {
    const waiting = new Map<number, Waiting>();
    const worker = new Worker(new URL('./aside-thread.js', import.meta.url), {
      workerData: { path },
      execArgv: [],
    });
    const own = { worker, waiting };
    const end = (error: unknown) => {
      if (thread === own) thread = undefined;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    worker.on('message', (answer: AsideAnswer) => {
      const asker = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) worker.unref();
      if (asker) settle(asker, answer);
    });
    worker.on('error', end);
    worker.on('exit', (code) => end(new Error(`the thread aside ended with status ${code}`)));
    return own;
  };
  return ((name, asked) =>
    new Promise<unknown>((resolve, reject) => {
      thread ??= started();
      const id = count++;
      thread.waiting.set(id, { resolve, reject });
      thread.worker.ref();
      const request: AsideRequest = { id, name, asked };
      thread.worker.postMessage(request);
    })) as Aside;
}

function settle({ resolve, reject }: Waiting, answer: AsideAnswer): void {
  if ('value' in answer) resolve(answer.value);
  else if ('refusal' in answer)
    reject(new WorkbenchError(answer.refusal.code, answer.refusal.message, answer.refusal.details));
  else reject(answer.defect);
}
