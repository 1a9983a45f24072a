import { WorkbenchError } from '#lib/errors.ts';
import { bestOf } from '../support/best-of.ts';
import { machineLine } from '../support/machine.ts';
import { type StatisticsTask, statisticsTasks } from './statistics-tasks.ts';

export interface StatisticsBenchRow extends Omit<StatisticsTask, 'prepare'> {
  /** Processor time of the best of five runs in one process. */
  readonly seconds: number;
  readonly value: number;
}

export interface StatisticsBenchResult {
  readonly machine: string;
  readonly rows: readonly StatisticsBenchRow[];
}

const repetitions = 5;

/**
 * Times statistics on the inputs that their reference programs were timed on.
 * @param options.folder with `kripp_1000x5000.u8`, `votes_100000.csv`, `boot_1000.json`, `paired_5000.json` and
 *   `wilcoxon_100000.json`
 */
export function benchStatistics({
  folder,
  note,
}: {
  readonly folder: string;
  readonly note: (line: string) => void;
}): StatisticsBenchResult {
  const rows = statisticsTasks.map((task) => {
    note(`${task.name}…`);
    return timed(task, folder);
  });
  return { machine: machineLine(), rows };
}

function timed({ prepare, ...task }: StatisticsTask, folder: string): StatisticsBenchRow {
  const run = prepared(prepare, folder);
  return { ...task, ...bestOf(repetitions, run) };
}

function prepared(prepare: StatisticsTask['prepare'], folder: string): () => number {
  try {
    return prepare(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new WorkbenchError(
      'not-found',
      'The folder given with --inputs lacks one of the files; see --help.',
    );
  }
}
