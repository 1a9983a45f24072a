import type { Db } from '#db/client.ts';
import type { ScorableRun } from '#db/queries/metric-rows.ts';
import { rowsByContext } from '#db/queries/response-rows.ts';
import { type Preparation, preparedSignature } from '#eval/metrics/catalogue/preparation.ts';
import type { RowMetric } from '#eval/metrics/catalogue/text-metric.ts';
import { keptResults } from './kept-results.server.ts';

/** A metric's value of every response of a run that has one. */
export type ValuesOfRun =
  | {
      readonly status: 'scored';
      /** Ascending; the others have the same places. */
      readonly contexts: readonly number[];
      readonly dialogues: readonly number[];
      readonly values: Float64Array;
      /** The metric of these responses together; null where it is undefined. */
      readonly together: number | null;
      readonly refused: number;
      readonly firstReason: string | null;
    }
  | { readonly status: 'none'; readonly reason: string };

export interface ValuesWanted {
  readonly run: ScorableRun;
  readonly metric: RowMetric;
  readonly prepare: Preparation;
}

const kept = keptResults(24);

/** From the rows that scoring stored; nothing is scored here. */
export function responseValues(db: Db, wanted: ValuesWanted): ValuesOfRun {
  const { run, metric, prepare } = wanted;
  return kept(db, JSON.stringify([run.runId, metric.name, metric.signature, prepare]), () =>
    readValues(db, wanted),
  );
}

function readValues(db: Db, { run, metric, prepare }: ValuesWanted): ValuesOfRun {
  if (run.kind === 'human' && metric.needsReference)
    return { status: 'none', reason: 'its answers are the references themselves' };
  const signature = preparedSignature(metric.rows.signature, prepare);
  const found = rowsByContext(db, { runId: run.runId, signature });
  if (!found) return { status: 'none', reason: 'not scored yet' };
  const { rows, refused, firstReason } = found;
  const values = new Float64Array(rows.length);
  const [contexts, dialogues]: [number[], number[]] = [[], []];
  const sums = new Float64Array(metric.rows.width);
  let count = 0;
  let undefinedReason: string | null = null;
  for (const [at, row] of rows.entries()) {
    for (let column = 0; column < sums.length; column++)
      sums[column] = (sums[column] ?? 0) + (row[column] ?? 0);
    const item = metric.item(row);
    if (item.status === 'undefined') {
      undefinedReason ??= item.reason;
      continue;
    }
    values[count++] = item.value;
    contexts.push(found.contexts[at] ?? 0);
    dialogues.push(found.dialogues[at] ?? 0);
  }
  if (count === 0)
    return { status: 'none', reason: undefinedReason ?? firstReason ?? 'no response has a value' };
  const together = metric.aggregate(sums);
  return {
    status: 'scored',
    contexts,
    dialogues,
    values: values.slice(0, count),
    together: together.status === 'defined' ? together.value : null,
    refused: refused + rows.length - count,
    firstReason: firstReason ?? undefinedReason,
  };
}
