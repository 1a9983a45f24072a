import type { Db } from '#db/client.ts';
import type { TextMetric } from '#eval/metrics/catalogue/text-metric.ts';
import type { ModelClient } from '#models/client.ts';
import { chooseMetrics, splitNames } from './choose-metrics.ts';
import type { ModelChoice } from './models/model-choice.ts';
import type { ModelRows } from './models/model-rows.ts';
import { openModelMetrics } from './models/open-model-metrics.ts';

/** Metrics in the order of the tables, and what makes the rows of those that need a model. */
export interface OpenedMetrics {
  readonly metrics: readonly TextMetric[];
  readonly rows: readonly ModelRows[];
}

/**
 * The metrics of names; the cheap ones where none are.
 * @throws WorkbenchError `not-found` for an unknown name; as `openModelMetrics`
 */
export async function openMetrics(
  context: { readonly db: Db; readonly models?: ModelClient | undefined },
  wanted: {
    readonly datasetId: string;
    readonly names: readonly string[] | null;
    readonly choice: ModelChoice | undefined;
  },
): Promise<OpenedMetrics> {
  const { text, models: names } = splitNames(wanted.names);
  const metrics = chooseMetrics(text);
  if (names.length === 0) return { metrics, rows: [] };
  if (!context.models) throw new Error('metrics that need a model are scored where there are models');
  const { db, models: client } = context;
  const opened = await openModelMetrics(
    { db, client, datasetId: wanted.datasetId },
    names,
    wanted.choice ?? {},
  );
  return { metrics: [...metrics, ...opened.metrics], rows: opened.rows };
}
