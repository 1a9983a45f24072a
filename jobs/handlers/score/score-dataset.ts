import { setImmediate } from 'node:timers/promises';
import type { Db } from '#db/client.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import {
  countMissingRows,
  insertMetricRows,
  type RowsWanted,
  responsesWithoutRow,
  rowSignatureId,
  rowsOfRun,
  type ScorableRun,
  scorableRuns,
  textsOfRun,
} from '#db/queries/metric-rows.ts';
import type { JobProgress } from '#db/schema/jobs.ts';
import { foldRows, foldTexts, type ScoreOfCorpus } from '#eval/metrics/catalogue/fold.ts';
import { type Preparation, preparedSegment, preparedSignature } from '#eval/metrics/catalogue/preparation.ts';
import {
  type CorpusTextMetric,
  isRowMetric,
  type MetricResources,
  type RowKind,
  type RowMetric,
  type TextMetric,
} from '#eval/metrics/catalogue/text-metric.ts';
import { notDefined } from '#eval/statistics/estimate.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { nearNames } from '#lib/near-names.ts';
import { chooseMetrics } from './choose-metrics.ts';
import { rowWriter } from './row-writer.ts';
import { type ScoreLine, scoreLine } from './score-line.ts';

export interface ScoreContext {
  readonly db: Db;
  readonly resources: MetricResources;
  /** Aborting it keeps the rows there are; the same request goes on from there. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: JobProgress) => void;
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
 * make no row twice.
 * @throws WorkbenchError `not-found`; `interrupted` where aborted; `unavailable` where WordNet is not installed
 */
export async function scoreDataset(context: ScoreContext, request: ScoreRequest): Promise<ScoreLine[]> {
  const { db } = context;
  const { dataset, prepare = 'none' } = request;
  const metrics = chooseMetrics(request.metrics);
  const runs = chooseRuns(scorableRuns(db, findDataset(db, dataset).id), request);
  await makeRows(context, { runs, metrics, prepare });
  const lines: ScoreLine[] = [];
  for (const run of runs) {
    const scores = scoresOfRun(db, run, { metrics, prepare });
    for (const metric of metrics) {
      const score = scores.get(metric);
      if (score) lines.push(scoreLine(metric, score, { dataset, system: run.system, prepare }));
    }
    await pause(context.signal);
  }
  return lines;
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

interface Work {
  readonly runs: readonly ScorableRun[];
  readonly metrics: readonly TextMetric[];
  readonly prepare: Preparation;
}

/** The person's own answers are the references: nothing is told by comparing them with themselves. */
function isOwnReference(run: ScorableRun, needsReference: boolean): boolean {
  return run.kind === 'human' && needsReference;
}

async function makeRows(context: ScoreContext, { runs, metrics, prepare }: Work): Promise<void> {
  const { db } = context;
  const kinds = new Set(metrics.filter(isRowMetric).map(({ rows }) => rows));
  const open = [...kinds].flatMap((kind) =>
    runs
      .filter((run) => !isOwnReference(run, kind.needsReference))
      .map((run) => ({ kind, wanted: rowsWanted(db, { kind, run, prepare }) })),
  );
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

function rowsWanted(
  db: Db,
  {
    kind,
    run,
    prepare,
  }: { readonly kind: RowKind; readonly run: ScorableRun; readonly prepare: Preparation },
): RowsWanted {
  const signatureId = rowSignatureId(db, preparedSignature(kind.signature, prepare));
  return { runId: run.runId, signatureId, needsReference: kind.needsReference };
}

function scoresOfRun(
  db: Db,
  run: ScorableRun,
  { metrics, prepare }: Pick<Work, 'metrics' | 'prepare'>,
): ReadonlyMap<TextMetric, ScoreOfCorpus> {
  const scores = new Map<TextMetric, ScoreOfCorpus>();
  const scorable = metrics.filter((metric) => {
    if (!isOwnReference(run, metric.needsReference)) return true;
    scores.set(metric, notScored('its answers are the references themselves'));
    return false;
  });
  const rowMetrics = scorable.filter(isRowMetric);
  for (const kind of new Set(rowMetrics.map(({ rows }) => rows))) {
    const own = rowMetrics.filter(({ rows }) => rows === kind);
    const folded = foldKind(db, rowsWanted(db, { kind, run, prepare }), own);
    own.forEach((metric, at) => {
      scores.set(metric, folded[at] ?? notScored('no response can be scored'));
    });
  }
  const corpusMetrics = scorable.filter((metric): metric is CorpusTextMetric => !isRowMetric(metric));
  if (corpusMetrics.length > 0) foldCorpora(db, { run, metrics: corpusMetrics, prepare, scores });
  return scores;
}

function foldKind(db: Db, wanted: RowsWanted, metrics: readonly RowMetric[]): ScoreOfCorpus[] {
  const { rows, dialogues, refused, firstReason } = rowsOfRun(db, wanted);
  if (rows.length > 0) return foldRows({ values: rows, clusterOf: dialogues }, metrics);
  const reason = refused > 0 && firstReason ? firstReason : 'no answered context has a reference';
  return metrics.map(() =>
    notScored(wanted.needsReference ? reason : (firstReason ?? 'there are no answers')),
  );
}

function foldCorpora(
  db: Db,
  {
    run,
    metrics,
    prepare,
    scores,
  }: {
    readonly run: ScorableRun;
    readonly metrics: readonly CorpusTextMetric[];
    readonly prepare: Preparation;
    readonly scores: Map<TextMetric, ScoreOfCorpus>;
  },
): void {
  const texts = textsOfRun(db, run.runId).map(({ text, reference, dialogueId }) => {
    const segment = { hypothesis: text, references: reference === null ? [] : [reference] };
    return { segment: preparedSegment(segment, prepare), dialogueId };
  });
  for (const metric of metrics) {
    const held = texts.filter(({ segment }) => !metric.needsReference || segment.references.length > 0);
    const values = held.map(({ segment }) => segment);
    const clusterOf = held.map(({ dialogueId }) => dialogueId);
    scores.set(metric, foldTexts({ values, clusterOf }, metric));
  }
}

function notScored(reason: string): ScoreOfCorpus {
  return { score: notDefined(reason), interval: null, n: 0 };
}
