import type { Db } from '#db/client.ts';
import { rowSignaturesOfStudy } from '#db/queries/rated-study.ts';
import { textMetrics } from '#eval/metrics/catalogue/catalogue.ts';
import { modelMetrics } from '#eval/metrics/catalogue/model-metric-names.ts';
import { modelOfSignature } from '#eval/metrics/catalogue/model-of-signature.ts';
import { type Preparation, preparedSignature } from '#eval/metrics/catalogue/preparation.ts';
import { metricsOfModelRows } from '#eval/metrics/catalogue/stored-model-metric.ts';
import type { TextMetric } from '#eval/metrics/catalogue/text-metric.ts';
import { checkpointNames } from './checkpoint-names.server.ts';
import { columnId } from './score-columns.server.ts';

export interface MetricToCompare {
  readonly id: string;
  readonly metric: TextMetric;
  /** In plain words; null where no model computed it. */
  readonly model: string | null;
  readonly isOfTexts: boolean;
}

/** Every metric of texts, and those of models of which responses of a study have rows, in the order of tables. */
export async function metricsToCompare(
  db: Db,
  { studyId, prepare }: { readonly studyId: string; readonly prepare: Preparation },
): Promise<readonly MetricToCompare[]> {
  const ending = preparedSignature('', prepare);
  const places = new Map(modelMetrics.map(({ name }, place) => [name, place]));
  const placeOf = ({ metric }: { readonly metric: TextMetric }) => places.get(metric.name) ?? places.size;
  const found = rowSignaturesOfStudy(db, studyId)
    .filter((signature) => signature.endsWith(ending))
    .flatMap((signature) => metricsOfModelRows(signature.slice(0, signature.length - ending.length)))
    .map((metric) => ({ metric, model: modelOfSignature(metric.signature) }))
    .sort((a, b) => placeOf(a) - placeOf(b));
  const names = await checkpointNames(
    db,
    found.flatMap(({ model }) => model?.checkpoint ?? []),
  );
  return [
    ...textMetrics.map((metric) => ({ id: metric.name, metric, model: null, isOfTexts: true })),
    ...found.map(({ metric, model }) => ({
      id: columnId(metric.name, model?.key),
      metric,
      model: model ? model.inWords(names.get(model.checkpoint ?? '') ?? null) : null,
      isOfTexts: false,
    })),
  ];
}
