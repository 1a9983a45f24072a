import type { CorpusOnlyMetric, MetricOption, MetricView } from '#app/components/scores/responses-page.ts';
import type { Db } from '#db/client.ts';
import type { ScorableRun } from '#db/queries/metric-rows.ts';
import { scoreSummaries } from '#db/queries/score-summaries.ts';
import { textMetrics } from '#eval/metrics/catalogue/catalogue.ts';
import { type Preparation, preparedSignature } from '#eval/metrics/catalogue/preparation.ts';
import { isRowMetric, type RowMetric } from '#eval/metrics/catalogue/text-metric.ts';

const rowMetrics: readonly RowMetric[] = textMetrics.filter(isRowMetric);

export interface MetricChoice {
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
  return {
    options: rowMetrics.map((metric) => ({
      ...metricView(metric, prepare),
      isScored: scored.has(metric.name),
    })),
    corpusOnly: textMetrics
      .filter((metric) => !isRowMetric(metric))
      .map((metric) => ({ name: metric.name, label: metric.label })),
  };
}

export type FoundMetric =
  | { readonly status: 'found'; readonly metric: RowMetric }
  | { readonly status: 'corpus-only'; readonly label: string }
  | { readonly status: 'unknown'; readonly name: string };

/** The metric of a name; the first that is scored where none is named. */
export function findMetric(name: string | null, options: readonly MetricOption[]): FoundMetric {
  const wanted = name ?? options.find(({ isScored }) => isScored)?.name ?? options[0]?.name ?? '';
  const metric = textMetrics.find((each) => each.name === wanted);
  if (!metric) return { status: 'unknown', name: wanted };
  return isRowMetric(metric) ? { status: 'found', metric } : { status: 'corpus-only', label: metric.label };
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
