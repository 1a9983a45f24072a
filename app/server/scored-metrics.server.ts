import type { ScoredMetric } from '#app/components/scores/pairs-page.ts';
import type { Db } from '#db/client.ts';
import { type SummaryOfSystem, scoreSummaries } from '#db/queries/score-summaries.ts';
import type { Preparation } from '#eval/metrics/catalogue/preparation.ts';
import { metricFacts } from './metric-facts.server.ts';

export interface ScoredMetrics {
  /** In the order of tables. */
  readonly metrics: readonly ScoredMetric[];
  /** The metric that is asked for, the first where none is or it is not scored; null where nothing is scored. */
  readonly chosen: ScoredMetric | null;
  /** Of the chosen metric, by system. */
  readonly summaries: readonly SummaryOfSystem[];
}

/** What systems of a dataset were scored by, and their scores by one of it. */
export function scoredMetrics(
  db: Db,
  {
    datasetId,
    prepare,
    metric,
  }: { readonly datasetId: string; readonly prepare: Preparation; readonly metric: string | null },
): ScoredMetrics {
  const summaries = scoreSummaries(db, { datasetId, prepare }).map((summary) => ({
    summary,
    facts: metricFacts(summary.metric),
  }));
  const metrics = new Map<string, ScoredMetric & { readonly place: number }>();
  for (const { facts, summary } of summaries.toSorted((a, b) => a.facts.place - b.facts.place))
    if (summary.score !== null && !metrics.has(facts.name))
      metrics.set(facts.name, { ...facts, signature: summary.signature });
  const listed = [...metrics.values()].map(({ place: _, ...shown }): ScoredMetric => shown);
  const chosen = listed.find(({ name }) => name === metric) ?? listed[0] ?? null;
  return {
    metrics: listed,
    chosen,
    summaries: summaries.flatMap(({ summary }) => (summary.metric === chosen?.name ? [summary] : [])),
  };
}
