import type { CorpusOnlyMetric, MetricOption, MetricView } from '#app/components/scores/responses-page.ts';
import type { Db } from '#db/client.ts';
import type { ScorableRun } from '#db/queries/metric-rows.ts';
import { type SummaryOfSystem, scoreSummaries } from '#db/queries/score-summaries.ts';
import { textMetrics } from '#eval/metrics/catalogue/catalogue.ts';
import { type Preparation, preparedSignature } from '#eval/metrics/catalogue/preparation.ts';
import { storedModelMetric } from '#eval/metrics/catalogue/stored-model-metric.ts';
import { isRowMetric, type RowMetric } from '#eval/metrics/catalogue/text-metric.ts';

const rowMetrics: readonly RowMetric[] = textMetrics.filter(isRowMetric);

export interface MetricChoice {
  /** By the name of each option. */
  readonly rowMetrics: ReadonlyMap<string, RowMetric>;
  readonly options: readonly MetricOption[];
  readonly corpusOnly: readonly CorpusOnlyMetric[];
}

/** The metrics that give a single response a value, and those that do not. */
export function metricChoice(
  db: Db,
  { datasetId, prepare }: { readonly datasetId: string; readonly prepare: Preparation },
): MetricChoice {
  const summaries = scoreSummaries(db, { datasetId, prepare });
  const scored = new Set(summaries.filter(({ score }) => score !== null).map(({ metric }) => metric));
  const metrics = [...rowMetrics, ...modelMetricsOf(summaries, prepare)];
  return {
    rowMetrics: new Map(metrics.map((metric) => [metric.name, metric])),
    options: metrics.map((metric) => ({
      ...metricView(metric, prepare),
      isScored: scored.has(metric.name),
    })),
    corpusOnly: textMetrics
      .filter((metric) => !isRowMetric(metric))
      .map((metric) => ({ name: metric.name, label: metric.label })),
  };
}

/** Metrics by models, as their latest scores name the models. */
function modelMetricsOf(summaries: readonly SummaryOfSystem[], prepare: Preparation): RowMetric[] {
  const suffix = preparedSignature('', prepare);
  const newest = new Map<string, SummaryOfSystem>();
  for (const summary of summaries) {
    const found = newest.get(summary.metric);
    if (summary.score !== null && (!found || summary.createdAt > found.createdAt))
      newest.set(summary.metric, summary);
  }
  return [...newest.values()].flatMap(
    ({ metric, signature }) =>
      storedModelMetric(metric, signature.slice(0, signature.length - suffix.length)) ?? [],
  );
}

export type FoundMetric =
  | { readonly status: 'found'; readonly metric: RowMetric }
  | { readonly status: 'corpus-only'; readonly label: string }
  | { readonly status: 'unknown'; readonly name: string };

/** The metric of a name; the first that is scored where none is named. */
export function findMetric(
  name: string | null,
  { options, rowMetrics, corpusOnly }: MetricChoice,
): FoundMetric {
  const wanted = name ?? options.find(({ isScored }) => isScored)?.name ?? options[0]?.name ?? '';
  const metric = rowMetrics.get(wanted);
  if (metric) return { status: 'found', metric };
  const ofCorpus = corpusOnly.find((each) => each.name === wanted);
  if (ofCorpus) return { status: 'corpus-only', label: ofCorpus.label };
  return { status: 'unknown', name: wanted };
}

export function metricView(metric: RowMetric, prepare: Preparation): MetricView {
  const { name, label, page, unit, better } = metric;
  return { name, label, page, unit, better, signature: itemSignature(metric, prepare) };
}

/** Sentence BLEU leaves out orders without n-grams, which sacreBLEU's signature calls effective order. */
function itemSignature(metric: RowMetric, prepare: Preparation): string {
  const signature =
    metric.item === metric.aggregate ? metric.signature : metric.signature.replace('|eff:no|', '|eff:yes|');
  return preparedSignature(signature, prepare);
}

/** The runs of systems by name, without those that are not known; all where none are named. */
export function chosenRuns(runs: readonly ScorableRun[], names: readonly string[]): readonly ScorableRun[] {
  const known = names.flatMap((name) => runs.find(({ system }) => system === name) ?? []);
  return known.length > 0 ? known : runs;
}
