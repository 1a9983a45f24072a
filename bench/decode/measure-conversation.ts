import { median } from '../support/median.ts';
import { quantile } from '../support/quantile.ts';
import type { BenchWorker } from '../support/worker-channel.ts';
import type { BenchModel } from './bench-models.ts';
import type { EngineHandlers, Load } from './engine-worker.ts';
import { inTurn } from './measure-equal.ts';
import { startEngine } from './systems.ts';

export interface ConversationRow {
  readonly kind: Load['kind'];
  readonly weights: 'float32' | 'int8';
  readonly processes: number;
  /** of each process */
  readonly threads: number;
  /** requests under way at once, over all processes */
  readonly clients: number;
  readonly replies: number;
  /** the median over the repeats */
  readonly repliesPerSecond: number;
  readonly tokensPerSecond: number;
  /** ms from a request to its whole reply, under full load; null where none was answered in the time */
  readonly p50: number | null;
  readonly p95: number | null;
  /** share of the prompts' tokens that came from a kept prefix */
  readonly reused: number;
  /** resident bytes of the largest process */
  readonly memory: number;
}

export interface ConversationOptions {
  readonly model: BenchModel;
  readonly threads: number;
  /** rows of a process's batch; as many clients keep it full */
  readonly rows: number;
  readonly repeats: number;
  readonly seconds: number;
  readonly settle: number;
  readonly prefixBytes: number;
  readonly cacheDir: string;
  readonly note: (line: string) => void;
}

const kinds = ['conversation', 'fresh prompts'] as const;

/** Replies per second with as many requests under way as rows, in one process and in one process per thread. */
export async function measureConversation(options: ConversationOptions): Promise<ConversationRow[]> {
  const layouts = [
    { processes: 1, threads: options.threads },
    ...(options.threads > 1 ? [{ processes: options.threads, threads: 1 }] : []),
  ];
  const setups: Setup[] = [];
  try {
    for (const weights of ['float32', 'int8'] as const)
      for (const layout of layouts) {
        const setup: Setup = { weights, ...layout, workers: [] };
        setups.push(setup);
        // One after the other: the first compiles the weights for all.
        for (let n = 0; n < layout.processes; n++)
          setup.workers.push(
            await startEngine({
              model: options.model,
              weights,
              threads: layout.threads,
              spinning: false,
              rows: options.rows,
              prefixBytes: options.prefixBytes,
              cacheDir: options.cacheDir,
            }),
          );
      }
    return await measureSetups(setups, options);
  } finally {
    await Promise.all(setups.flatMap(({ workers }) => workers.map((worker) => worker.stop())));
  }
}

interface Setup {
  readonly weights: 'float32' | 'int8';
  readonly processes: number;
  readonly threads: number;
  readonly workers: BenchWorker<EngineHandlers>[];
}

async function measureSetups(
  setups: readonly Setup[],
  options: ConversationOptions,
): Promise<ConversationRow[]> {
  const runs = kinds.flatMap((kind) => setups.map((setup) => ({ kind, setup, parts: [] as Part[] })));
  for (let repeat = 0; repeat < options.repeats; repeat++)
    for (const { kind, setup, parts } of inTurn(runs, repeat)) {
      options.note(
        `${kind}: ${setup.weights}, ${setup.processes} × ${setup.threads}, ${repeat + 1} of ${options.repeats}…`,
      );
      parts.push(await runLoad(kind, { setup, repeat, options }));
    }
  return runs.map(({ kind, setup, parts }) => {
    const times = parts.flatMap((part) => part.times);
    return {
      kind,
      weights: setup.weights,
      processes: setup.processes,
      threads: setup.threads,
      clients: options.rows * setup.processes,
      replies: times.length,
      repliesPerSecond: median(parts.map((part) => part.times.length / options.seconds)),
      tokensPerSecond: median(parts.map(({ tokens }) => tokens / options.seconds)),
      p50: times.length > 0 ? quantile(times, 0.5) : null,
      p95: times.length > 0 ? quantile(times, 0.95) : null,
      reused: median(parts.map(({ reused }) => reused)),
      memory: Math.max(...parts.map(({ memory }) => memory)),
    };
  });
}

interface Part {
  readonly times: readonly number[];
  readonly tokens: number;
  readonly reused: number;
  readonly memory: number;
}

async function runLoad(
  kind: Load['kind'],
  { setup, repeat, options }: { setup: Setup; repeat: number; options: ConversationOptions },
): Promise<Part> {
  const { rows: clients, settle, seconds } = options;
  const results = await Promise.all(
    setup.workers.map((worker, n) =>
      worker.call('load', { kind, clients, settle, seconds, seed: repeat * setup.processes + n }),
    ),
  );
  const sum = (pick: (result: (typeof results)[number]) => number) =>
    results.reduce((total, result) => total + pick(result), 0);
  return {
    times: results.flatMap(({ times }) => times),
    tokens: sum(({ tokens }) => tokens),
    reused: sum(({ reused }) => reused) / results.length,
    memory: Math.max(...results.map(({ memory }) => memory)),
  };
}
