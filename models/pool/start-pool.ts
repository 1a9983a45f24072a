import type { GeneratedResponse } from '../generators/generator.ts';
import type { Measured, MeasurementKind, MeasurementOf } from '../measuring/measurement.ts';
import type { Pool } from './pool.ts';
import { poolPlaces } from './pool-size.ts';
import { ProcessPool } from './process-pool.ts';

export interface PoolOptions {
  /** Where compiled models are kept. */
  readonly cacheDir: string;
  /** Devices that models run on; the processor alone where left out. */
  readonly devices?: readonly string[] | undefined;
  /** Processes for each device, and threads of one operator; see `poolPlaces` for what is usual. */
  readonly processes?: number | undefined;
  readonly threads?: number | undefined;
  /** Most rows of a batch in each process; 32. */
  readonly rows?: number;
  /** See `ServeOptions`; ten minutes, five seconds and 4 GiB. */
  readonly idleMs?: number;
  readonly replacedMs?: number;
  readonly memoryBytes?: number;
  /** Identifiers that tell the levels of every reply: a folder, or the name of one that ships; null, the default: none. */
  readonly identifiers?: string | null;
  /**
   * Most requests that wait for a process: the next one is refused. 16 times those that are worked on at once where left
   * out; Infinity refuses none, for one who waits for everything that he asks.
   */
  readonly mostWaiting?: number;
  /** A request that is expected to wait for longer is refused as well; 30. Without effect where none is refused. */
  readonly longestWaitSeconds?: number;
  /** Most time of a request from its asking, a model's loading included; two minutes. */
  readonly timeLimitMs?: number;
  /** A process that says nothing for this long after a request's time is up is ended; half a minute. */
  readonly graceMs?: number;
}

const defaults = {
  rows: 32,
  idleMs: 600_000,
  replacedMs: 5_000,
  memoryBytes: 4 * 1024 ** 3,
  identifiers: null,
  longestWaitSeconds: 30,
  timeLimitMs: 120_000,
  graceMs: 30_000,
} as const;

/** Half as many again as there are rows wait in a process where a row becomes free. */
const perRow = 1.5;
const waitingPerCapacity = 16;

/** A pool of processes that models run in. None is started before there is work. */
export function startPool(given: PoolOptions): Pool {
  const { devices = ['cpu'], processes, threads, mostWaiting, ...rest } = { ...defaults, ...given };
  const places = poolPlaces({ devices, processes, threads });
  const mostRequests = Math.ceil(rest.rows * perRow);
  const capacity = places.length * mostRequests;
  const pool = new ProcessPool({
    ...rest,
    places,
    mostRequests,
    capacity,
    mostWaiting: mostWaiting ?? waitingPerCapacity * capacity,
  });
  return {
    capacity,
    // A process answers each kind of work with its own kind of answer.
    respond: async (system, asked) =>
      (await pool.ask({ kind: 'respond', system, asked }, asked.signal)) as GeneratedResponse,
    rate: async (name, response, asked) => {
      if (rest.identifiers === null || asked.levels === false) return response;
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
    warm: (system) => pool.warm(system),
    status: () => pool.status(),
    processes: () => pool.places.map(({ processId, requests }) => ({ processId, load: requests })),
    close: () => pool.close(),
  };
}
