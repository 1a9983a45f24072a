import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { machineLine } from '../support/machine.ts';
import { startWorker } from '../support/worker-channel.ts';
import type { ServingHandlers, ServingMemory, ServingRun } from './serving-worker.ts';

export interface MemoryBenchRow extends ServingMemory {
  readonly weights: ServingRun['weights'];
  readonly prefixBytes: number;
}

export interface MemoryBenchResult {
  readonly machine: string;
  readonly rows: readonly MemoryBenchRow[];
}

/**
 * How much memory a process takes that serves a model of ten million weights. One process compiles the model, the
 * next one opens what was compiled and is measured.
 */
export async function benchMemory(note: (line: string) => void): Promise<MemoryBenchResult> {
  const cacheDir = mkdtempSync(join(tmpdir(), 'bench-memory-'));
  try {
    const rows: MemoryBenchRow[] = [];
    for (const weights of ['float32', 'int8'] as const) {
      note(`Serving ten million weights as ${weights}…`);
      await inProcess({ weights, prefixBytes: 0, cacheDir, requests: 1 });
      for (const prefixBytes of [2 ** 26, 2 ** 23]) {
        const run = { weights, prefixBytes, cacheDir, requests: 64 };
        rows.push({ weights, prefixBytes, ...(await inProcess(run)) });
      }
    }
    return { machine: machineLine(), rows };
  } finally {
    rmSync(cacheDir, { recursive: true, force: true });
  }
}

async function inProcess(run: ServingRun): Promise<ServingMemory> {
  const worker = startWorker<ServingHandlers>(new URL('serving-worker.ts', import.meta.url));
  try {
    return await worker.call('serve', run);
  } finally {
    await worker.stop();
  }
}
