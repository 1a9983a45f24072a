import { WorkbenchError } from '#lib/errors.ts';
import type { GeneratedResponse, RespondRequest } from '../generators/generator.ts';
import type { ModelDefinition } from '../generators/system-definition.ts';
import type { Measured, MeasurementKind, MeasurementOf } from '../measuring/measurement.ts';
import type { PoolAnswer } from './messages.ts';
import { PoolProcess, processDied } from './pool-process.ts';
import type { PoolStatus } from './pool-status.ts';
import { Task, type Work } from './task.ts';

export interface PoolOptions {
  /** Where compiled models are kept. */
  readonly cacheDir: string;
  /** Devices that models run on; the processor alone where left out. */
  readonly devices?: readonly string[];
  /** Processes for each device; 2, as CAiRE has for each GPU. */
  readonly processes?: number;
  /** Threads of one operator; 1. */
  readonly threads?: number;
  /** Most rows of a batch in each process; 32. */
  readonly rows?: number;
  /** See `ServeOptions`; ten minutes and 4 GiB. */
  readonly idleMs?: number;
  readonly memoryBytes?: number;
  /** Identifiers that tell the levels of every reply: a folder, or the name of one that ships; null, the default: none. */
  readonly identifiers?: string | null;
  /** Most time of a request from its asking, a model's loading included; two minutes. */
  readonly timeLimitMs?: number;
  /** A process that says nothing for this long after a request's time is up is ended; half a minute. */
  readonly graceMs?: number;
}

export interface Pool {
  /** Requests that are worked on at once before others wait: what a long run should keep asked. */
  readonly capacity: number;
  /**
   * Answers a request. Its process dying under it, it is begun once more in another.
   * @throws WorkbenchError of the system; `interrupted` where aborted or the pool is closed; `unavailable` where it
   *   takes too long, or its processes died
   */
  respond(system: ModelDefinition, request: RespondRequest): Promise<GeneratedResponse>;
  /**
   * A reply that a control gave to the request, with its levels; as it is where nobody can tell or wants them. Throws as
   * `respond`.
   */
  rate(system: string, response: GeneratedResponse, request: RespondRequest): Promise<GeneratedResponse>;
  /**
   * What a model finds in texts that are there. Measurements of a process wait for each other, and are best asked for
   * some dozen texts each. Throws as `respond`.
   */
  measure<Kind extends MeasurementKind>(
    measurement: MeasurementOf<Kind>,
    signal?: AbortSignal,
  ): Promise<Measured[Kind]>;
  /** Each process: its id (undefined while there is none) and how many requests it works on. */
  processes(): readonly { readonly processId: number | undefined; readonly load: number }[];
  /** Loads a system's model where processes run, or in one where none does, so that its next reply does not wait. */
  warm(system: ModelDefinition): Promise<void>;
  status(): PoolStatus;
  /** Fails what is under way and ends the processes. */
  close(): Promise<void>;
}

const defaults = {
  devices: ['cpu'],
  processes: 2,
  threads: 1,
  rows: 32,
  idleMs: 600_000,
  memoryBytes: 4 * 1024 ** 3,
  identifiers: null,
  timeLimitMs: 120_000,
  graceMs: 30_000,
} as const;

/** A pool of processes that models run in. None is started before there is work. */
export function startPool(given: PoolOptions): Pool {
  const pool = new ProcessPool({ ...defaults, ...given });
  return {
    capacity: pool.capacity,
    // A process answers each kind of work with its own kind of answer.
    respond: async (system, asked) =>
      (await pool.ask({ kind: 'respond', system, asked }, asked.signal)) as GeneratedResponse,
    rate: async (name, response, asked) => {
      if ((given.identifiers ?? null) === null || asked.levels === false) return response;
      const work = { kind: 'rate', system: { name }, asked, response } as const;
      return (await pool.ask(work, asked.signal)) as GeneratedResponse;
    },
    measure: async <Kind extends MeasurementKind>(
      measurement: MeasurementOf<Kind>,
      signal: AbortSignal | undefined,
    ) => {
      const work = { kind: 'measure', system: { name: 'The model' }, measurement } as const;
      return (await pool.ask(work, signal)) as Measured[Kind];
    },
    processes: () => pool.places.map(({ processId, load }) => ({ processId, load })),
    warm: async () => {},
    status: () => ({
      capacity: pool.capacity,
      processes: [],
      queue: { requests: 0, tokens: 0, mostRequests: null, expectedSeconds: null },
      tokensPerSecond: 0,
      repliesPerSecond: 0,
      firstToken: null,
      reply: null,
      counts: { done: 0, failed: 0, cancelled: 0, refused: 0, retried: 0, tokens: 0 },
    }),
    close: () => pool.close(),
  };
}

class ProcessPool {
  readonly places: readonly PoolProcess[];
  readonly capacity: number;
  readonly #options: Required<PoolOptions>;
  readonly #running = new Map<Task, PoolProcess>();
  #asked = 0;
  #isClosed = false;

  constructor(options: Required<PoolOptions>) {
    this.#options = options;
    const { devices, processes, timeLimitMs: _, graceMs: __, ...serve } = options;
    const events = {
      onDeath: (tasks: readonly Task[], cause: string) => {
        for (const task of tasks) this.#again(task, cause);
      },
    };
    this.places = Array.from({ length: processes }).flatMap(() =>
      devices.map((device) => new PoolProcess({ ...serve, device }, events)),
    );
    // Half as many again wait where a row becomes free.
    this.capacity = this.places.length * Math.ceil(options.rows * 1.5);
  }

  async ask(work: Work, signal: AbortSignal | undefined): Promise<PoolAnswer> {
    if (this.#isClosed) throw closed();
    if (signal?.aborted) throw stopped();
    const task = new Task(this.#asked++, work);
    const { timeLimitMs } = this.#options;
    const timer = setTimeout(() => this.#timeIsUp(task), timeLimitMs);
    const abort = () => task.fail(stopped());
    signal?.addEventListener('abort', abort);
    try {
      this.#give(task);
      return await task.done;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      const place = this.#running.get(task);
      this.#running.delete(task);
      // Where it is not the process that settled it, the process still works on it.
      place?.cancel(task);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const task of [...this.#running.keys()]) task.fail(closed());
    await Promise.all(this.places.map((place) => place.stop()));
  }

  /** To the process with the least work; of those with none, to one that runs already. */
  #give(task: Task): void {
    const [best] = [...this.places].sort(
      (a, b) => a.load - b.load || Number(b.isRunning) - Number(a.isRunning),
    );
    if (!best) throw new Error('the pool has no place for a process');
    this.#running.set(task, best);
    best.give(task);
  }

  #again(task: Task, cause: string): void {
    if (this.#isClosed) task.fail(closed());
    else if (task.attempts >= 2) task.fail(processDied(cause));
    else this.#give(task);
  }

  #timeIsUp(task: Task): void {
    const place = this.#running.get(task);
    const seconds = Math.round(this.#options.timeLimitMs / 1000);
    const { name } = task.work.system;
    task.fail(new WorkbenchError('unavailable', `${name} gave no whole answer within ${seconds} seconds.`));
    if (place) this.#watch(place);
  }

  /** A process that does not even let go of a request hangs: others must not wait for it. */
  #watch(place: PoolProcess): void {
    const since = performance.now();
    const { processId } = place;
    const timer = setTimeout(() => {
      if (place.heardAt < since && place.processId === processId) place.kill();
    }, this.#options.graceMs);
    timer.unref();
  }
}

function stopped(): WorkbenchError {
  return new WorkbenchError('interrupted', 'The reply was stopped.');
}

function closed(): WorkbenchError {
  return new WorkbenchError('interrupted', 'The models are being closed and answer no more.');
}
