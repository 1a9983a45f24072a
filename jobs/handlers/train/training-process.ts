import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { commitOfProgram } from '#jobs/commit-of-program.ts';
import { isWorkbenchError } from '#lib/errors.ts';
import { runRecipe } from '#models/training/recipes.ts';
import type { TrainingMessage, TrainingOrder } from './training-messages.ts';

// The process of a training, which `trainInProcess` forks: a step of a large model blocks its thread for longer than a
// worker may be silent. It writes a checkpoint and ends on SIGTERM and where the worker has gone.

const order = JSON.parse(process.argv[2] ?? '{}') as TrainingOrder;
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
process.on('disconnect', () => stop.abort());
// Ctrl-C in a terminal reaches the worker too, which then says what is to be done.
process.on('SIGINT', () => {});

const tell = (message: TrainingMessage): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });

mkdirSync(dirname(order.processFile), { recursive: true });
writeFileSync(order.processFile, JSON.stringify({ pid: process.pid, startedAt: new Date().toISOString() }));

try {
  const { numbers } = await runRecipe(order.recipe, order.config, {
    out: order.out,
    dataDir: order.dataDir,
    init: order.init,
    ...(order.device ? { device: order.device } : {}),
    threads: order.threads,
    signal: stop.signal,
    clock: () => performance.now(),
    commit: commitOfProgram(),
    note: () => {},
    progress: (progress) => void tell({ kind: 'progress', progress }),
  });
  await tell({ kind: 'done', numbers });
} catch (error) {
  const isExpected = isWorkbenchError(error);
  const message =
    error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
  await tell({ kind: 'failed', code: isExpected ? error.code : null, message });
}
process.exit(0);
