import { defaultMetrics, metricNames, metricsNamed } from '#eval/metrics/catalogue/catalogue.ts';
import type { TextMetric } from '#eval/metrics/catalogue/text-metric.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { nearNames } from '#lib/near-names.ts';

/**
 * The metrics of names, each once, in the order in which they are named; the cheap ones where none are.
 * @throws WorkbenchError `not-found` that lists names near an unknown one
 */
export function chooseMetrics(names: readonly string[] | null | undefined): readonly TextMetric[] {
  if (!names) return defaultMetrics;
  const chosen = names.flatMap((name) => {
    const metrics = metricsNamed(name);
    if (metrics.length === 0) throw unknownMetric(name);
    return metrics;
  });
  return [...new Set(chosen)];
}

function unknownMetric(wanted: string): WorkbenchError {
  const near = nearNames(wanted, metricNames);
  const hint = near.length > 0 ? `Did you mean ${near.join(', ')}?` : `There are: ${metricNames.join(', ')}.`;
  return new WorkbenchError('not-found', `There is no metric ${wanted}. ${hint}`);
}
