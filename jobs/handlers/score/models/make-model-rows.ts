import type { Db } from '#db/client.ts';
import { insertMetricRows, missingRows, type ScorableRun, textsOfRun } from '#db/queries/metric-rows.ts';
import { type ResponseInContext, responsesForModels } from '#db/queries/model-inputs.ts';
import type { JobProgress } from '#db/schema/jobs.ts';
import { type Preparation, preparedSegment } from '#eval/metrics/catalogue/preparation.ts';
import type { RowMetric } from '#eval/metrics/catalogue/text-metric.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { isOwnReference, rowsWanted } from '../summarise-run.ts';
import type { ModelRows } from './model-rows.ts';

export interface ModelRowContext {
  readonly db: Db;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: JobProgress) => void) | undefined;
}

/** A run and the metrics whose rows it is to have. */
export interface RunToMeasure {
  readonly run: ScorableRun;
  readonly metrics: readonly RowMetric[];
}

/** Rows that are made and stored together: what a stop loses at most. */
const chunk = 256;

/**
 * Makes the rows that runs lack with the models that make them, and stores them as they come.
 * @throws WorkbenchError `interrupted` where aborted; as the models
 */
export async function makeModelRows(
  context: ModelRowContext,
  rows: readonly ModelRows[],
  { runs, prepare }: { readonly runs: readonly RunToMeasure[]; readonly prepare: Preparation },
): Promise<void> {
  const { db } = context;
  const work = rows.map((maker) => {
    const kind = maker.metrics[0]?.rows;
    const open = runs.flatMap(({ run, metrics }) => {
      if (!kind || isOwnReference(run, kind.needsReference)) return [];
      if (!metrics.some((metric) => metric.rows === kind)) return [];
      const wanted = rowsWanted(db, { kind, run, prepare });
      const missing = missingRows(db, wanted).length;
      return missing > 0 ? [{ run, wanted, missing }] : [];
    });
    return { maker, label: maker.metrics[0]?.label ?? '', open };
  });
  const total = work.flatMap(({ open }) => open).reduce((sum, { missing }) => sum + missing, 0);
  if (total === 0) return;
  let done = 0;
  for (const { maker, label, open } of work) {
    if (open.length === 0) continue;
    const message = `Asking models: ${label}`;
    context.onProgress?.({ done, total, message });
    await maker.begin?.(textsOf(db, { runs: open, prepare }), prepare);
    for (const { wanted } of open)
      for (let after = 0; ; ) {
        stopIfAborted(context.signal);
        const responses = responsesForModels(db, { ...wanted, after, limit: chunk });
        const last = responses.at(-1);
        if (!last) break;
        const shown = responses.map((response) => prepared(response, prepare));
        const made = await maker.make(shown, context.signal).catch((error: unknown) => {
          // Models that were stopped say so in their own words.
          stopIfAborted(context.signal);
          throw error;
        });
        const found = made.map((row, at) => ({ responseId: responses[at]?.responseId ?? 0, ...row }));
        insertMetricRows(db, wanted.signatureId, found);
        after = last.responseId;
        done += found.length;
        context.onProgress?.({ done, total, message });
      }
  }
}

function prepared(response: ResponseInContext, prepare: Preparation): ResponseInContext {
  const { text, reference } = response;
  const segment = preparedSegment(
    { hypothesis: text, references: reference === null ? [] : [reference] },
    prepare,
  );
  return { ...response, text: segment.hypothesis, reference: segment.references[0] ?? null };
}

function* textsOf(
  db: Db,
  {
    runs,
    prepare,
  }: { readonly runs: readonly { readonly run: ScorableRun }[]; readonly prepare: Preparation },
): Generator<string> {
  for (const { run } of runs)
    for (const { text, reference } of textsOfRun(db, run.runId)) {
      const references = reference === null ? [] : [reference];
      const segment = preparedSegment({ hypothesis: text, references }, prepare);
      yield segment.hypothesis;
      yield* segment.references;
    }
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new WorkbenchError('interrupted', 'Stopped. The same command goes on from here.');
}
