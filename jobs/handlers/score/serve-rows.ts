import { parentPort, workerData } from 'node:worker_threads';
import { rowKindOf } from '#eval/metrics/catalogue/catalogue.ts';
import type { Preparation } from '#eval/metrics/catalogue/preparation.ts';
import type { RowKind } from '#eval/metrics/catalogue/text-metric.ts';
import { type ErrorCode, isWorkbenchError } from '#lib/errors.ts';
import { type KindRows, type MakeRows, type RowBatch, rowMaker } from './row-maker.ts';
import { scoringResources } from './scoring-resources.ts';

/** What a thread is started with. */
export interface RowThreadData {
  /** Signatures of the kinds. */
  readonly kinds: readonly string[];
  readonly prepare: Preparation;
}

export interface RowAnswer {
  readonly rows?: readonly KindRows[];
  /** An expected failure; any other ends the thread. */
  readonly failure?: { readonly code: ErrorCode; readonly message: string };
}

/** Answers batches, in the order in which they come, until the thread is ended. */
export function serveRows(): void {
  const { kinds, prepare } = workerData as RowThreadData;
  let makeRows: MakeRows | undefined;
  parentPort?.on('message', (batch: RowBatch) => {
    try {
      makeRows ??= rowMaker(kinds.map(kindOf), { prepare, resources: scoringResources() });
      const rows = makeRows(batch);
      parentPort?.postMessage(
        { rows } satisfies RowAnswer,
        rows.map(({ statistics }) => statistics.buffer),
      );
    } catch (error) {
      if (!isWorkbenchError(error)) throw error;
      parentPort?.postMessage({ failure: { code: error.code, message: error.message } } satisfies RowAnswer);
    }
  });
}

function kindOf(signature: string): RowKind {
  const kind = rowKindOf(signature);
  if (!kind) throw new Error('a thread was asked for rows that the catalogue does not have');
  return kind;
}
