import { agreementExperiments } from './agreement-experiments.ts';
import type { Experiment, Row } from './experiment.ts';
import { groupExperiments } from './group-tests.ts';
import { meanIntervalExperiments } from './mean-intervals.ts';
import { rankingAndModelExperiments } from './model-experiments.ts';
import { pairedExperiments } from './paired-tests.ts';

const experiments: readonly Experiment[] = [
  ...pairedExperiments,
  ...groupExperiments,
  ...meanIntervalExperiments,
  ...agreementExperiments,
  ...rankingAndModelExperiments,
];

export interface CalibrationOptions {
  readonly seed: number;
  /** Times as many simulations; 1 takes some minutes on one core. */
  readonly scale: number;
  readonly note?: (line: string) => void;
}

/** Puts every test to data without an effect, and every interval to data whose truth is known. */
export function calibrate({ seed, scale, note }: CalibrationOptions): Row[] {
  return experiments.flatMap((run, at) => {
    const rows = run({ seed, scale });
    note?.(`${at + 1} of ${experiments.length}: ${rows[0]?.data}`);
    return rows;
  });
}
