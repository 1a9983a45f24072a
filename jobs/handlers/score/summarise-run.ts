import type { Db } from '#db/client.ts';
import {
  type RowsWanted,
  rowSignatureId,
  rowsOfRun,
  type ScorableRun,
  textsOfRun,
} from '#db/queries/metric-rows.ts';
import type { ScoreSummaryRow } from '#db/queries/score-summaries.ts';
import {
  foldLevel,
  foldRows,
  foldSeed,
  foldTexts,
  notScored,
  type ScoreOfCorpus,
} from '#eval/metrics/catalogue/fold.ts';
import { type Preparation, preparedSegment, preparedSignature } from '#eval/metrics/catalogue/preparation.ts';
import {
  type CorpusTextMetric,
  isRowMetric,
  type RowKind,
  type RowMetric,
  type TextMetric,
} from '#eval/metrics/catalogue/text-metric.ts';
import { contextSetOf } from './context-set.ts';

/** The person's own answers are the references: nothing is told by comparing them with themselves. */
export function isOwnReference({ kind }: Pick<ScorableRun, 'kind'>, needsReference: boolean): boolean {
  return kind === 'human' && needsReference;
}

export function rowsWanted(
  db: Db,
  about: { readonly kind: RowKind; readonly run: Pick<ScorableRun, 'runId'>; readonly prepare: Preparation },
): RowsWanted {
  const { kind, run, prepare } = about;
  const signatureId = rowSignatureId(db, preparedSignature(kind.signature, prepare));
  return { runId: run.runId, signatureId, needsReference: kind.needsReference };
}

export interface SummaryWork {
  readonly metrics: readonly TextMetric[];
  readonly prepare: Preparation;
  /** ISO time. */
  readonly now: string;
}

interface Scored {
  readonly score: ScoreOfCorpus;
  readonly contexts: readonly number[];
}

/** The summaries of a run by metrics whose rows are there, in the order of the metrics. */
export function summariseRun(
  db: Db,
  run: ScorableRun,
  { metrics, prepare, now }: SummaryWork,
): ScoreSummaryRow[] {
  const scores = scoresOfRun(db, run, { metrics, prepare });
  return metrics.flatMap((metric) => {
    const scored = scores.get(metric);
    return scored ? [summaryOf(metric, scored, { run, prepare, now })] : [];
  });
}

function summaryOf(
  metric: TextMetric,
  { score: { score, interval, n, clusters, replicates }, contexts }: Scored,
  about: { readonly run: ScorableRun; readonly prepare: Preparation; readonly now: string },
): ScoreSummaryRow {
  return {
    runId: about.run.runId,
    metric: metric.name,
    signature: preparedSignature(metric.signature, about.prepare),
    prepare: about.prepare,
    n,
    dialogues: clusters,
    score: score.status === 'defined' ? score.value : null,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    reason: score.status === 'undefined' ? score.reason : null,
    level: foldLevel,
    resamples: replicates?.length ?? 0,
    seed: foldSeed,
    contextSet: contextSetOf(contexts),
    replicates,
    answers: about.run.answers,
    createdAt: about.now,
  };
}

function scoresOfRun(
  db: Db,
  run: ScorableRun,
  { metrics, prepare }: Pick<SummaryWork, 'metrics' | 'prepare'>,
): ReadonlyMap<TextMetric, Scored> {
  const scores = new Map<TextMetric, Scored>();
  const scorable = metrics.filter((metric) => {
    if (!isOwnReference(run, metric.needsReference)) return true;
    scores.set(metric, { score: notScored('its answers are the references themselves'), contexts: [] });
    return false;
  });
  const rowMetrics = scorable.filter(isRowMetric);
  for (const kind of new Set(rowMetrics.map(({ rows }) => rows))) {
    const own = rowMetrics.filter(({ rows }) => rows === kind);
    const folded = foldKind(db, rowsWanted(db, { kind, run, prepare }), own);
    for (const [at, metric] of own.entries()) {
      const score = folded.scores[at] ?? notScored('no response can be scored');
      scores.set(metric, { score, contexts: folded.contexts });
    }
  }
  const corpusMetrics = scorable.filter((metric): metric is CorpusTextMetric => !isRowMetric(metric));
  if (corpusMetrics.length > 0) foldCorpora(db, { run, metrics: corpusMetrics, prepare, scores });
  return scores;
}

function foldKind(
  db: Db,
  wanted: RowsWanted,
  metrics: readonly RowMetric[],
): { readonly scores: readonly ScoreOfCorpus[]; readonly contexts: readonly number[] } {
  const { rows, dialogues, contexts, firstReason } = rowsOfRun(db, wanted);
  if (rows.length > 0) return { scores: foldRows({ values: rows, clusterOf: dialogues }, metrics), contexts };
  const none = wanted.needsReference ? 'no answered context has a reference' : 'there are no answers';
  return { scores: metrics.map(() => notScored(firstReason ?? none)), contexts };
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
    readonly scores: Map<TextMetric, Scored>;
  },
): void {
  const texts = textsOfRun(db, run.runId).map(({ text, reference, dialogueId, contextId }) => {
    const segment = { hypothesis: text, references: reference === null ? [] : [reference] };
    return { segment: preparedSegment(segment, prepare), dialogueId, contextId };
  });
  // Metrics that are given the same list share what they make of it.
  for (const needsReference of [true, false]) {
    const held = texts.filter(({ segment }) => !needsReference || segment.references.length > 0);
    const values = held.map(({ segment }) => segment);
    const clusterOf = held.map(({ dialogueId }) => dialogueId);
    const contexts = held.map(({ contextId }) => contextId);
    for (const metric of metrics)
      if (metric.needsReference === needsReference)
        scores.set(metric, { score: foldTexts({ values, clusterOf }, metric), contexts });
  }
}
