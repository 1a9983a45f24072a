import { setImmediate as macrotask } from 'node:timers/promises';
import { WorkbenchError } from '#lib/errors.ts';

/** A training that takes one step after another. */
export interface SteppedRun {
  readonly isDone: boolean;
  /** How far it is, for people. */
  readonly place: string;
  step(): Promise<void>;
  /** Writes a checkpoint. */
  save(): void;
}

/**
 * Steps until the training is done.
 * @throws WorkbenchError `interrupted` after a checkpoint, where the signal is aborted
 */
export async function runSteps(run: SteppedRun, signal: AbortSignal): Promise<void> {
  while (!run.isDone) {
    // The run of a step blocks this thread: without a macrotask between, no Ctrl-C would ever be seen.
    await macrotask();
    if (signal.aborted) {
      run.save();
      throw new WorkbenchError(
        'interrupted',
        `Stopped after ${run.place}. The same command goes on from there.`,
      );
    }
    await run.step();
  }
}
