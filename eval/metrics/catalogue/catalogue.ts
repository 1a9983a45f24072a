import { distinctMetrics } from './form-metrics.ts';
import { nltkMetrics } from './nltk-metrics.ts';
import { ciderMetric, paperMetrics } from './paper-metrics.ts';
import { replyMetrics } from './reply-metrics.ts';
import { rougeMetrics } from './rouge-metrics.ts';
import { sacrebleuMetrics } from './sacrebleu-metrics.ts';
import { isRowMetric, type RowKind, type TextMetric } from './text-metric.ts';

/** Every metric that needs the texts alone, in the order in which tables show them. */
export const textMetrics: readonly TextMetric[] = [
  ...sacrebleuMetrics,
  ...paperMetrics,
  ciderMetric,
  ...rougeMetrics,
  ...nltkMetrics,
  ...distinctMetrics,
  ...replyMetrics,
];

export const defaultMetrics: readonly TextMetric[] = textMetrics.filter(({ isDefault }) => isDefault);

/** Names of the line protocol that give several numbers. */
const families: Readonly<Record<string, RegExp>> = {
  all: /./,
  'nlg_eval.coco': /^nlg_eval\./,
  'rouge_score.score': /^rouge_score\./,
  distinct_n: /^distinct_n\./,
  'cem.calc_distinct_n': /^cem\./,
  'emprl.cem_dist': /^emprl\./,
  repeated_replies: /^repeated_replies\./,
};

export const metricNames: readonly string[] = [
  ...textMetrics.map(({ name }) => name),
  ...Object.keys(families),
];

/** The metrics of a name, several where it is that of a family (`all`, `distinct_n`, …); none where it is not known. */
export function metricsNamed(name: string): readonly TextMetric[] {
  const family = families[name];
  return textMetrics.filter((metric) => (family ? family.test(metric.name) : metric.name === name));
}

/** The kind of rows that a metric of the catalogue uses, by its signature. */
export function rowKindOf(signature: string): RowKind | undefined {
  return textMetrics.filter(isRowMetric).find(({ rows }) => rows.signature === signature)?.rows;
}
