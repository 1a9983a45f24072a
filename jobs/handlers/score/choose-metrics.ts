import { defaultMetrics, metricNames, metricsNamed } from '#eval/metrics/catalogue/catalogue.ts';
import { modelMetricNames, modelMetricsNamed } from '#eval/metrics/catalogue/model-metric-names.ts';
import type { TextMetric } from '#eval/metrics/catalogue/text-metric.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { nearNames } from '#lib/near-names.ts';

/**
 * The metrics of names, each once, in the order in which they are named; the cheap ones where none are.
 * @throws WorkbenchError `not-found` that lists names near an unknown one; `bad-input` for one that needs a model
 */
export function chooseMetrics(names: readonly string[] | null | undefined): readonly TextMetric[] {
  if (!names) return defaultMetrics;
  const chosen = names.flatMap((name) => {
    const metrics = metricsNamed(name);
    if (metrics.length === 0)
      throw modelMetricsNamed(name).length > 0 ? needsModel(name) : unknownMetric(name);
    return metrics;
  });
  return [...new Set(chosen)];
}

/** Names of metrics of texts alone (null for the cheap ones, where none are named at all), and of those that need a model. */
export function splitNames(names: readonly string[] | null | undefined): {
  readonly text: readonly string[] | null;
  readonly models: readonly string[];
} {
  if (!names) return { text: null, models: [] };
  const needsOne = (name: string) => modelMetricsNamed(name).length > 0;
  return { text: names.filter((name) => !needsOne(name)), models: names.filter(needsOne) };
}

function needsModel(name: string): WorkbenchError {
  return new WorkbenchError(
    'bad-input',
    `${name} needs a model or what systems said with their answers: it is for the systems of a dataset (\`score --dataset\`).`,
  );
}

function unknownMetric(wanted: string): WorkbenchError {
  const names = [...metricNames, ...modelMetricNames];
  const near = nearNames(wanted, names);
  const hint = near.length > 0 ? `Did you mean ${near.join(', ')}?` : `There are: ${names.join(', ')}.`;
  return new WorkbenchError('not-found', `There is no metric ${wanted}. ${hint}`);
}
