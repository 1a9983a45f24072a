import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkbenchError } from '#lib/errors.ts';
import { servingEnvironment } from '../runtime/serving-environment.ts';
import { Backoff } from './backoff.ts';
import type { PlaceLoad } from './choose-place.ts';
import type { PoolMessage, PoolRequest, ProcessState, ServeOptions } from './messages.ts';
import type { ProcessStatus } from './pool-status.ts';
import type { Task } from './task.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const launcher = join(root, 'scripts/run.js');
const longestFarewell = 5_000;

export interface Death {
  /** What was under way, the settled left out. */
  readonly tasks: readonly Task[];
  readonly cause: string;
  /** Whether it had ever said anything. */
  readonly hadStarted: boolean;
  /** `modelKey` of what it was loading. */
  readonly loading: readonly string[];
}

export interface ProcessEvents {
  onDeath(place: PoolProcess, death: Death): void;
  /** It told what it holds and loads. */
  onState(place: PoolProcess, state: ProcessState): void;
  /** It has let go of a task, or may be started again. */
  onRoom(): void;
}

/** A place in the pool: a process that is started when there is work for it, and again when it has died. */
export class PoolProcess implements PlaceLoad {
  readonly #options: ServeOptions;
  readonly #events: ProcessEvents;
  readonly #tasks = new Map<number, Task>();
  /** Of processes that died before they had said anything. */
  readonly #starts = new Backoff({ first: 250, longest: 30_000 });
  #child: ChildProcess | undefined;
  #state: ProcessState | null = null;
  /** When it last got on with its work. */
  #heardAt = 0;
  #upSince: Date | null = null;
  #deaths = 0;

  constructor(options: ServeOptions, events: ProcessEvents) {
    this.#options = options;
    this.#events = events;
  }

  /** What the process works on, cancelled requests that it has not yet let go included. */
  get requests(): number {
    return this.#tasks.size;
  }

  get tokensOutstanding(): number {
    let sum = 0;
    for (const task of this.#tasks.values()) sum += task.tokensOutstanding;
    return sum;
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  get isAvailable(): boolean {
    return this.isRunning || this.#starts.isOver(performance.now());
  }

  /** Starts that failed, in a row. */
  get starts(): Pick<Backoff, 'failures' | 'until' | 'cause'> {
    return this.#starts;
  }

  get processId(): number | undefined {
    return this.#child?.pid;
  }

  status(place: number): ProcessStatus {
    const { failures, cause, until } = this.#starts;
    return {
      place,
      device: this.#options.device,
      processId: this.processId ?? null,
      upSince: this.#upSince?.toISOString() ?? null,
      restarts: this.#deaths,
      trouble: failures === 0 ? null : { cause, until: isoTime(until) },
      requests: this.requests,
      tokensOutstanding: Math.round(this.tokensOutstanding),
      models: this.#state?.models ?? [],
      memoryBytes: this.#state?.memoryBytes ?? null,
    };
  }

  give(task: Task): void {
    this.#tasks.set(task.id, task);
    task.begin();
    this.#send(task.message);
  }

  /** Says something that needs no answer, to a process that runs. */
  tell(message: PoolRequest): void {
    if (this.isRunning) this.#send(message);
  }

  /** Asks for a task to be let go; it counts as work until it is. */
  cancel(task: Task): void {
    if (this.#tasks.has(task.id)) this.#send({ kind: 'cancel', id: task.id });
  }

  /** Ends the process as if it had crashed, where it does not even let go of a request within so long. */
  endWhereSilent(graceMs: number): void {
    const since = performance.now();
    const child = this.#child;
    const timer = setTimeout(() => {
      if (child === this.#child && this.#heardAt < since) child?.kill('SIGKILL');
    }, graceMs);
    timer.unref();
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
    const child = fork(launcher, ['models/pool/serve.ts', JSON.stringify(this.#options)], {
      cwd: root,
      execArgv: [],
      env: servingEnvironment(process.env),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    this.#heardAt = performance.now();
    this.#upSince = new Date();
    child.on('message', (messages: readonly PoolMessage[]) => {
      for (const message of messages) this.#take(message);
    });
    child.once('error', (error) => this.#died(child, error.message));
    child.once('exit', (code, signal) => this.#died(child, signal ?? `status ${code}`));
    return child;
  }

  #take(message: PoolMessage): void {
    if (message.kind === 'state') {
      this.#state = message.state;
      this.#starts.succeeded();
      this.#events.onState(this, message.state);
      return;
    }
    // That it tells its state does not mean that it gets on with its work.
    this.#heardAt = performance.now();
    const task = this.#tasks.get(message.id);
    if (message.kind === 'token') task?.take(message);
    else {
      this.#tasks.delete(message.id);
      task?.take(message);
      this.#events.onRoom();
    }
  }

  #died(child: ChildProcess, cause: string): void {
    if (this.#child !== child) return;
    const loading = this.#state?.loading ?? [];
    const hadStarted = this.#state !== null;
    if (!hadStarted) this.#startFailed(cause);
    this.#child = undefined;
    this.#state = null;
    this.#upSince = null;
    this.#deaths++;
    const tasks = [...this.#tasks.values()].filter(({ isSettled }) => !isSettled);
    this.#tasks.clear();
    this.#events.onDeath(this, { tasks, cause, hadStarted, loading });
  }

  #startFailed(cause: string): void {
    const now = performance.now();
    this.#starts.failed(cause, now);
    setTimeout(() => this.#events.onRoom(), this.#starts.until - now + 1).unref();
  }
}

function isoTime(byPerformance: number): string {
  return new Date(performance.timeOrigin + byPerformance).toISOString();
}

/** What a request gets whose process died under it each time. */
export function processDied(cause: string, times: number): WorkbenchError {
  return new WorkbenchError(
    'unavailable',
    `The model's process ended ${times === 2 ? 'twice' : `${times} times`} while it answered (${cause}). There may be too little memory for it; the log has more.`,
  );
}
