import { createHash } from 'node:crypto';
import type { Db } from '#db/client.ts';
import { allScoreSummaries, type SummaryOfSystem } from '#db/queries/score-summaries.ts';
import { modelOfSignature } from '#eval/metrics/catalogue/model-of-signature.ts';
import type { Preparation } from '#eval/metrics/catalogue/preparation.ts';
import { groupedBy } from '#lib/grouped-by.ts';
import { checkpointNames } from './checkpoint-names.server.ts';

/** The scores by a metric, of one model where models compute it. */
export interface ScoreColumn {
  /** The metric's name, with what tells its model from others. */
  readonly id: string;
  /** In plain words; null for a metric of texts alone. */
  readonly model: string | null;
  /** One a run: of several versions of the metric what was scored last. */
  readonly summaries: readonly SummaryOfSystem[];
}

/** What a dataset's systems were scored by, in no order. */
export async function scoreColumns(
  db: Db,
  wanted: { readonly datasetId: string; readonly prepare: Preparation },
): Promise<ScoreColumn[]> {
  const scores = allScoreSummaries(db, wanted).map((summary) => ({
    summary,
    model: modelOfSignature(summary.signature),
  }));
  const names = await checkpointNames(
    db,
    scores.flatMap(({ model }) => model?.checkpoint ?? []),
  );
  const columns = groupedBy(scores, ({ summary, model }) => columnId(summary.metric, model?.key));
  return [...columns].map(([id, own]) => {
    const model = own[0]?.model;
    return {
      id,
      model: model ? model.inWords(names.get(model.checkpoint ?? '') ?? null) : null,
      summaries: newestOfRuns(own.map(({ summary }) => summary)),
    };
  });
}

/** A column's id. Short enough for an address, and the same as long as the model is. */
export function columnId(metric: string, key: string | undefined): string {
  if (key === undefined) return metric;
  return `${metric}~${createHash('sha256').update(key).digest('hex').slice(0, 8)}`;
}

/** @param summaries of a run those that were scored last first */
function newestOfRuns(summaries: readonly SummaryOfSystem[]): SummaryOfSystem[] {
  return [...groupedBy(summaries, ({ runId }) => runId).values()].flatMap(([newest]) => newest ?? []);
}
