import { setImmediate } from 'node:timers/promises';
import type { Db } from '#db/client.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import {
  countMissingRows,
  insertMetricRows,
  responsesWithoutRow,
  type ScorableRun,
  scorableRuns,
} from '#db/queries/metric-rows.ts';
import { findScoreSummary, type ScoreSummary, saveScoreSummaries } from '#db/queries/score-summaries.ts';
import type { JobProgress } from '#db/schema/jobs.ts';
import { foldLevel, foldSeed, resamplesOf } from '#eval/metrics/catalogue/fold.ts';
import { type Preparation, preparedSignature } from '#eval/metrics/catalogue/preparation.ts';
import { isRowMetric, type MetricResources, type TextMetric } from '#eval/metrics/catalogue/text-metric.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { nearNames } from '#lib/near-names.ts';
import { chooseMetrics } from './choose-metrics.ts';
import { rowWriter } from './row-writer.ts';
import { type ScoreLine, storedScoreLine } from './score-line.ts';
import { isOwnReference, rowsWanted, summariseRun } from './summarise-run.ts';

export interface ScoreContext {
  readonly db: Db;
  readonly resources: MetricResources;
  /** Aborting it keeps the rows there are; the same request goes on from there. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
  /** ISO time; that of the machine if left out. */
  readonly now?: () => string;
}

export interface ScoreRequest {
  readonly dataset: string;
  /** Null for all that have answers in the dataset. */
  readonly systems: readonly string[] | null;
  /** Null for those that cost little. */
  readonly metrics: readonly string[] | null;
  readonly prepare?: Preparation | undefined;
}

/** Rows that are written in one transaction. */
const chunk = 2000;

/**
 * Scores of systems over a dataset: of each system the run with the most answers. Rows that are missing are made and
 * stored, those that are there are folded as they are, so a second request and one that goes on with an interrupted one
 * make no row twice; a summary of all answers that a run has is not made again.
 * @throws WorkbenchError `not-found`; `interrupted` where aborted; `unavailable` where WordNet is not installed
 */
export async function scoreDataset(context: ScoreContext, request: ScoreRequest): Promise<ScoreLine[]> {
  const { db, now = () => new Date().toISOString() } = context;
  const { dataset, prepare = 'none' } = request;
  const metrics = chooseMetrics(request.metrics);
  const runs = chooseRuns(scorableRuns(db, findDataset(db, dataset).id), request);
  const pending = runs.map((run) => ({
    run,
    metrics: metrics.filter((metric) => {
      const signature = preparedSignature(metric.signature, prepare);
      const found = findScoreSummary(db, { runId: run.runId, signature });
      return found === null || !isCurrent(found, run);
    }),
  }));
  await makeRows(context, pending, prepare);
  const lacking = pending.filter(({ metrics }) => metrics.length > 0);
  for (const [done, { run, metrics }] of lacking.entries()) {
    context.onProgress?.({ done, total: lacking.length, message: 'Drawing intervals' });
    saveScoreSummaries(db, summariseRun(db, run, { metrics, prepare, now: now() }));
    await pause(context.signal);
  }
  return runs.flatMap((run) =>
    metrics.flatMap((metric) => {
      const signature = preparedSignature(metric.signature, prepare);
      const summary = findScoreSummary(db, { runId: run.runId, signature });
      return summary ? [storedScoreLine(metric, summary, { dataset, system: run.system })] : [];
    }),
  );
}

function chooseRuns(
  runs: readonly ScorableRun[],
  { dataset, systems }: Pick<ScoreRequest, 'dataset' | 'systems'>,
): readonly ScorableRun[] {
  if (systems === null) {
    if (runs.length === 0)
      throw new WorkbenchError(
        'not-found',
        `No system has answers in ${dataset}: import or generate some first.`,
      );
    return runs;
  }
  return [...new Set(systems)].map((name) => {
    const run = runs.find(({ system }) => system === name);
    if (run) return run;
    const names = runs.map(({ system }) => system);
    const near = nearNames(name, names);
    const hint =
      near.length > 0 ? `Did you mean ${near.join(', ')}?` : `There are: ${names.join(', ') || 'none'}.`;
    throw new WorkbenchError('not-found', `No system ${name} has answers in ${dataset}. ${hint}`);
  });
}

/** A run and the metrics whose summaries it lacks or that are of fewer answers. */
interface Pending {
  readonly run: ScorableRun;
  readonly metrics: readonly TextMetric[];
}

/** A summary of all answers that the run has, with the draws that it would be given now. */
function isCurrent(summary: ScoreSummary, run: ScorableRun): boolean {
  return (
    summary.answers === run.answers &&
    summary.seed === foldSeed &&
    summary.level === foldLevel &&
    (summary.resamples === 0 || summary.resamples === resamplesOf(summary.dialogues))
  );
}

async function makeRows(
  context: ScoreContext,
  pending: readonly Pending[],
  prepare: Preparation,
): Promise<void> {
  const { db } = context;
  const open = pending.flatMap(({ run, metrics }) => {
    const kinds = new Set(metrics.filter(isRowMetric).map(({ rows }) => rows));
    return [...kinds]
      .filter((kind) => !isOwnReference(run, kind.needsReference))
      .map((kind) => ({ kind, wanted: rowsWanted(db, { kind, run, prepare }) }));
  });
  const counts = open.map(({ wanted }) => countMissingRows(db, wanted));
  const total = counts.reduce((sum, count) => sum + count, 0);
  let done = 0;
  const message = 'Scoring responses';
  context.onProgress?.({ done, total, message });
  for (const [at, { kind, wanted }] of open.entries()) {
    if (counts[at] === 0) continue;
    const makeRow = rowWriter(kind, { prepare, resources: context.resources });
    for (let after = 0; ; ) {
      const responses = responsesWithoutRow(db, { ...wanted, after, limit: chunk });
      const last = responses.at(-1);
      if (last === undefined) break;
      const rows = responses.map(({ responseId, text, reference }) => ({
        responseId,
        ...makeRow(text, reference),
      }));
      insertMetricRows(db, wanted.signatureId, rows);
      after = last.responseId;
      done += rows.length;
      context.onProgress?.({ done, total, message });
      await pause(context.signal);
    }
  }
}

/** Lets signals and cancellations come in. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (signal?.aborted)
    throw new WorkbenchError('interrupted', 'Stopped. The same command goes on from here.');
}
