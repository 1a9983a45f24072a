import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { WorkbenchError } from '#lib/errors.ts';
import type { KindRows, RowBatch } from './row-maker.ts';
import type { RowAnswer, RowThreadData } from './serve-rows.ts';

/** Beyond these the one thread that writes rows is what takes the time. */
const mostThreads = 4;

/** How many threads serve a scoring on this machine. */
export function scoringThreads(): number {
  return Math.min(mostThreads, availableParallelism());
}

interface Place {
  readonly worker: Worker;
  readonly open: {
    readonly resolve: (rows: readonly KindRows[]) => void;
    readonly reject: (error: unknown) => void;
  }[];
}

/** Threads that make rows. What they know of the disk they read themselves. */
export class RowThreads {
  readonly #places: readonly Place[];
  /** Batches under way that keep all busy. */
  readonly capacity: number;

  constructor(data: RowThreadData, threads: number) {
    this.#places = Array.from({ length: threads }, () => startPlace(data));
    this.capacity = 2 * threads;
  }

  /** @throws WorkbenchError `unavailable` where something is not installed */
  make(batch: RowBatch): Promise<readonly KindRows[]> {
    const place = this.#places.reduce((least, other) =>
      other.open.length < least.open.length ? other : least,
    );
    return new Promise((resolve, reject) => {
      place.open.push({ resolve, reject });
      place.worker.postMessage(batch);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#places.map(({ worker }) => worker.terminate()));
  }
}

function startPlace(workerData: RowThreadData): Place {
  const worker = new Worker(new URL('./row-thread.js', import.meta.url), { workerData, execArgv: [] });
  const place: Place = { worker, open: [] };
  worker.on('message', ({ rows, failure }: RowAnswer) => {
    const asked = place.open.shift();
    if (rows) asked?.resolve(rows);
    else if (failure) asked?.reject(new WorkbenchError(failure.code, failure.message));
  });
  const fail = (error: unknown) => {
    for (const { reject } of place.open.splice(0)) reject(error);
  };
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new Error(`a thread that made rows ended with status ${code}`)));
  return place;
}
