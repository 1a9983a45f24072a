import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { WorkbenchError } from '#lib/errors.ts';
import { servingEnvironment } from '../runtime/serving-environment.ts';
import type { PoolMessage, PoolRequest, ServeOptions } from './messages.ts';
import type { Task } from './task.ts';

const entry = fileURLToPath(new URL('./serve.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const longestFarewell = 5_000;

export interface ProcessEvents {
  /** Tasks that were under way when the process died, the settled ones left out. */
  onDeath(tasks: readonly Task[], cause: string): void;
}

/** A place in the pool: a process that is started when there is work for it, and again when it has died. */
export class PoolProcess {
  readonly #options: ServeOptions;
  readonly #events: ProcessEvents;
  readonly #tasks = new Map<number, Task>();
  #child: ChildProcess | undefined;
  #heardAt = 0;

  constructor(options: ServeOptions, events: ProcessEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** Requests that the process works on, cancelled ones that it has not yet let go included. */
  get load(): number {
    return this.#tasks.size;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  get processId(): number | undefined {
    return this.#child?.pid;
  }

  /** When it last said anything, by `performance.now()`. */
  get heardAt(): number {
    return this.#heardAt;
  }

  give(task: Task): void {
    this.#tasks.set(task.id, task);
    task.begin();
    this.#send(task.message);
  }

  /** Asks for a task to be let go; it counts as work until it is. */
  cancel(task: Task): void {
    if (this.#tasks.has(task.id)) this.#send({ kind: 'cancel', id: task.id });
  }

  /** Ends the process as if it had crashed. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /** Ends the process in good order; what it works on is dropped. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#tasks.clear();
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.connected) child.disconnect();
    const lastResort = setTimeout(() => child.kill('SIGKILL'), longestFarewell);
    await ended;
    clearTimeout(lastResort);
  }

  #send(message: PoolRequest): void {
    const child = this.#child ?? this.#start();
    // Where it cannot be sent the process is gone, and `exit` says so.
    child.send(message, () => {});
  }

  #start(): ChildProcess {
    const child = fork(entry, [JSON.stringify(this.#options)], {
      cwd: root,
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, ...servingEnvironment },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    this.#heardAt = performance.now();
    child.on('message', (message: PoolMessage) => this.#take(message));
    child.once('error', (error) => this.#died(child, error.message));
    child.once('exit', (code, signal) => this.#died(child, signal ?? `status ${code}`));
    return child;
  }

  #take(message: PoolMessage): void {
    this.#heardAt = performance.now();
    const task = this.#tasks.get(message.id);
    if (message.kind !== 'token') this.#tasks.delete(message.id);
    task?.take(message);
  }

  #died(child: ChildProcess, cause: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    const tasks = [...this.#tasks.values()].filter(({ isSettled }) => !isSettled);
    this.#tasks.clear();
    this.#events.onDeath(tasks, cause);
  }
}

/** What a request gets whose process died under it each time. */
export function processDied(cause: string): WorkbenchError {
  return new WorkbenchError(
    'unavailable',
    `The model's process ended twice while it answered (${cause}). There may be too little memory for it; the log has more.`,
  );
}
