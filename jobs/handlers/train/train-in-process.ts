import { fork } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { JobProgress } from '#db/schema/jobs.ts';
import { isProcessAlive } from '#jobs/process-alive.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { TrainingMessage, TrainingOrder } from './training-messages.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const runner = fileURLToPath(new URL('../../../scripts/run.js', import.meta.url));

/** An earlier process of the same training ends by itself when its worker has gone; it may be in the midst of a step. */
const longestFarewell = 120_000;

export interface TrainingSigns {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

/**
 * Trains in a process of its own, which inherits this one's politeness. Returns the numbers of its record.
 * @throws WorkbenchError `interrupted` after a checkpoint, where the signal is aborted; what the recipe throws
 */
export async function trainInProcess(
  order: TrainingOrder,
  { signal, onProgress }: TrainingSigns,
): Promise<Readonly<Record<string, unknown>>> {
  await outlast(order.processFile, signal);
  const child = fork(runner, ['jobs/handlers/train/training-process.ts', JSON.stringify(order)], {
    cwd: root,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const last = await new Promise<TrainingMessage | string>((resolve) => {
      let ending: TrainingMessage | undefined;
      child.on('message', (message: TrainingMessage) => {
        if (message.kind === 'progress') onProgress(message.progress);
        else ending = message;
      });
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, cause) => resolve(ending ?? cause ?? `status ${code}`));
    });
    return numbersOf(last, signal);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function numbersOf(last: TrainingMessage | string, signal: AbortSignal): Readonly<Record<string, unknown>> {
  if (typeof last !== 'string' && last.kind === 'done') return last.numbers;
  if (signal.aborted) throw new WorkbenchError('interrupted', 'Stopped after a checkpoint.');
  if (typeof last === 'string' || last.kind !== 'failed')
    throw new WorkbenchError(
      'unavailable',
      `The process of the training ended unexpectedly (${typeof last === 'string' ? last : last.kind}). There may be too little memory for it. It goes on from its last checkpoint when it is tried again.`,
    );
  if (last.code) throw new WorkbenchError(last.code, last.message);
  throw new Error(last.message);
}

const holderSchema = z.object({ pid: z.int().positive(), startedAt: z.iso.datetime() });

/** Waits until the process that wrote the file has gone: two would write into one folder. */
async function outlast(file: string, signal: AbortSignal): Promise<void> {
  if (!existsSync(file)) return;
  const found = holderSchema.safeParse(parsed(readFileSync(file, 'utf8')));
  if (!found.success) return;
  const { pid, startedAt } = found.data;
  const until = performance.now() + longestFarewell;
  while (isProcessAlive(pid, startedAt)) {
    if (signal.aborted) throw new WorkbenchError('interrupted', 'Stopped before the training began.');
    if (performance.now() > until) process.kill(pid, 'SIGKILL');
    await pause(200);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Its writer was killed in the midst of it.
    return undefined;
  }
}
