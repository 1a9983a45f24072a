import { defined, type Estimate, notDefined } from '#eval/statistics/estimate.ts';

/** Of rows that hold values of a response and, in the last place, a 1: the mean of one of the values. */
export function meanOfColumn(column: number): (sums: Float64Array) => Estimate {
  return (sums) => {
    const count = sums.at(-1) ?? 0;
    return count > 0 ? defined((sums[column] ?? 0) / count) : notDefined('there are no responses');
  };
}
