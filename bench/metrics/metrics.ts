import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { bestOf } from '../support/best-of.ts';
import { machineLine } from '../support/machine.ts';
import { type Pairs, type TextTask, textTasks } from './text-tasks.ts';

export interface MetricsBenchRow extends Omit<TextTask, 'prepare'> {
  /** Processor time of the best of three runs in one process. */
  readonly seconds: number;
  readonly value: number;
}

export interface MetricsBenchResult {
  readonly machine: string;
  readonly rows: readonly MetricsBenchRow[];
}

const repetitions = 3;

/**
 * Times the text metrics on the lines that their reference programs were timed on.
 * @param options.folder with `pairs_hyp.txt` and `pairs_ref.txt`, a segment a line
 */
export function benchMetrics({
  folder,
  note,
}: {
  readonly folder: string;
  readonly note: (line: string) => void;
}): MetricsBenchResult {
  const pairs = {
    hypotheses: linesOf(folder, 'pairs_hyp.txt'),
    references: linesOf(folder, 'pairs_ref.txt'),
  };
  const rows = textTasks.map((task) => {
    note(`${task.name}…`);
    return timed(task, pairs);
  });
  return { machine: machineLine(), rows };
}

function timed({ prepare, ...task }: TextTask, { hypotheses, references }: Pairs): MetricsBenchRow {
  const run = prepare({
    hypotheses: hypotheses.slice(0, task.size),
    references: references.slice(0, task.size),
  });
  return { ...task, ...bestOf(repetitions, run) };
}

function linesOf(folder: string, name: string): string[] {
  try {
    return readFileSync(join(folder, name), 'utf8').split('\n').slice(0, 100_000);
  } catch {
    throw new WorkbenchError('not-found', `There is no ${name} in the folder given with --inputs.`);
  }
}
