import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchWorker, startWorker } from '../support/worker-channel.ts';
import { type BenchModel, benchCheckpoint } from './bench-models.ts';
import type { LogitsPlaces } from './cached-decoder-graph.ts';
import type { EngineHandlers, EngineSetting } from './engine-worker.ts';
import { exportForTransformers } from './export-for-transformers.ts';
import type { TransformersHandlers } from './transformers-worker.ts';
import type { Request } from './workloads.ts';

/** Something that answers requests: the workbench's engine, or transformers.js with one export. */
export interface System {
  readonly name: string;
  /** Answers all of them at once; gives the time and the replies' tokens. */
  generate(requests: readonly Request[]): Promise<{ ms: number; replies: number[][] }>;
  stop(): Promise<void>;
}

export const workbench = 'workbench';
/** The exports that transformers.js is measured with. */
export const exportNames: Readonly<Record<LogitsPlaces, string>> = {
  'last places': 'transformers.js',
  'every place': 'transformers.js, older export',
};

export async function startEngine(setting: EngineSetting): Promise<BenchWorker<EngineHandlers>> {
  const worker = startWorker<EngineHandlers>(new URL('./engine-worker.ts', import.meta.url));
  await worker.call('open', setting);
  return worker;
}

export async function startWorkbench(setting: EngineSetting): Promise<System> {
  const worker = await startEngine(setting);
  return {
    name: workbench,
    generate: (requests) => worker.call('generate', requests),
    stop: () => worker.stop(),
  };
}

/** Exports the model anew and opens it in transformers.js; the export goes when it is stopped. */
export async function startTransformers(options: {
  readonly model: BenchModel;
  readonly logits: LogitsPlaces;
  readonly threads: number;
  /** where the package is installed */
  readonly packages: string;
}): Promise<System> {
  const { model, logits, threads, packages } = options;
  const dir = join(packages, 'exports', `${model}-${logits.replaceAll(' ', '-')}`);
  exportForTransformers(benchCheckpoint(model), { dir, logits });
  const worker = startWorker<TransformersHandlers>(new URL('./transformers-worker.ts', import.meta.url));
  const stop = async () => {
    await worker.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await worker.call('open', { packages, model: dir, threads });
  } catch (error) {
    await stop();
    throw error;
  }
  return { name: exportNames[logits], generate: (batch) => worker.call('generate', batch), stop };
}

/** How many replies are the same, token for token. */
export function sameReplies(
  replies: readonly (readonly number[])[],
  others: readonly (readonly number[])[],
): number {
  return replies.filter((reply, index) => reply.join() === others[index]?.join()).length;
}
