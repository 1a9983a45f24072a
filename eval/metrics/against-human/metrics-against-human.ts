import { drawClusters } from '#eval/statistics/cluster-bootstrap.ts';
import {
  type AgreementOfMetric,
  type SystemValues,
  segmentCorrelation,
  systemCorrelation,
} from '#eval/statistics/correlation-interval.ts';
import { notDefined } from '#eval/statistics/estimate.ts';
import type { CorrelationKind } from '#eval/statistics/weighted-correlation.ts';
import { createRandom } from '#lib/rng.ts';
import type { Preparation } from '../catalogue/preparation.ts';
import type { TextMetric } from '../catalogue/text-metric.ts';
import { type DialogueDraws, type MetricValues, metricValues, systemsOf } from './metric-values.ts';
import type { RatedResponse, RatedStudy } from './rated-responses.ts';

export interface CriterionAgreement {
  readonly criterion: string;
  readonly kind: CorrelationKind;
  readonly segment: AgreementOfMetric;
  readonly system: AgreementOfMetric;
}

export interface MetricAgainstHuman
  extends Pick<MetricValues, 'signature' | 'eligible' | 'missing' | 'leftOut'> {
  readonly metric: TextMetric;
  /** Every criterion with every kind of correlation asked for. */
  readonly agreements: readonly CriterionAgreement[];
}

export interface AgainstHumanOptions {
  readonly metrics: readonly TextMetric[];
  readonly kinds: readonly CorrelationKind[];
  readonly prepare: Preparation;
  readonly seed: number;
  readonly resamples: number;
  /** Of confidence, in (0, 1). */
  readonly level: number;
}

/** How many resamples a study of so many responses is given: a thousand, fewer where each is long. */
export function resamplesFor(responses: number): number {
  return Math.max(200, Math.min(1000, Math.round(2e6 / Math.max(1, responses))));
}

/**
 * Correlations of metrics with the mean ratings of people, at the level of single responses and of systems, one metric
 * after the other, so that the caller may do other work in between. Signs are as they come: a metric of which less is
 * better agrees with people where its correlation is negative. All intervals rest on the same draws of dialogues.
 */
export function* metricsAgainstHuman(
  study: RatedStudy,
  options: AgainstHumanOptions,
): Generator<MetricAgainstHuman, void, undefined> {
  const dialogues = drawDialogues(study.responses, options);
  const human = new Map(
    study.criteria.map((criterion) => [criterion, humanValues(study.responses, { criterion, dialogues })]),
  );
  for (const metric of options.metrics) {
    const values = metricValues(study, metric, { prepare: options.prepare, dialogues });
    const agreements = study.criteria.flatMap((criterion) =>
      options.kinds.map((kind): CriterionAgreement => {
        const intervalOptions = { kind, level: options.level };
        const systems = human.get(criterion) ?? new Map<string, SystemMean>();
        return {
          criterion,
          kind,
          segment: segmentAgreement(study.responses, { values, criterion, dialogues, ...intervalOptions }),
          system: systemAgreement(values, systems, intervalOptions),
        };
      }),
    );
    const { signature, eligible, missing, leftOut } = values;
    yield { metric, signature, eligible, missing, leftOut, agreements };
  }
}

function drawDialogues(
  responses: readonly RatedResponse[],
  { seed, resamples }: Pick<AgainstHumanOptions, 'seed' | 'resamples'>,
): DialogueDraws {
  const ids = [...new Set(responses.map(({ dialogueId }) => dialogueId))].sort((a, b) => a - b);
  const random = createRandom('metric against human', seed);
  return {
    draws: ids.length === 0 ? { clusters: 0, weights: [] } : drawClusters(ids.length, { random, resamples }),
    placeOf: new Map(ids.map((id, place) => [id, place])),
  };
}

interface SystemMean {
  readonly mean: number;
  readonly replicates: Float64Array;
}

/** Mean ratings of systems: every rated response counts alike, whoever rated it. */
function humanValues(
  responses: readonly RatedResponse[],
  { criterion, dialogues }: { readonly criterion: string; readonly dialogues: DialogueDraws },
): ReadonlyMap<string, SystemMean> {
  const { draws, placeOf } = dialogues;
  const rated = responses.filter(({ means }) => means[criterion] !== undefined);
  return new Map(
    systemsOf(rated).map((system) => {
      const own = rated.filter((response) => response.system === system);
      const places = own.map(({ dialogueId }) => placeOf.get(dialogueId)!);
      const meanOf = (weights: ArrayLike<number> | null) => {
        let [sum, count] = [0, 0];
        own.forEach(({ means }, at) => {
          const weight = weights ? weights[places[at]!]! : 1;
          sum += weight * means[criterion]!;
          count += weight;
        });
        return count === 0 ? Number.NaN : sum / count;
      };
      return [system, { mean: meanOf(null), replicates: Float64Array.from(draws.weights, meanOf) }];
    }),
  );
}

/** A rated response with the metric's value of it. */
export interface SegmentPoint {
  readonly responseId: number;
  readonly system: string;
  readonly metric: number;
  readonly human: number;
}

export interface SystemPoint {
  readonly system: string;
  readonly metric: number;
  readonly human: number;
  /** Responses that the metric's score is of. */
  readonly n: number;
}

/** What a correlation is of: the points of a scatter plot. */
export function pointsAgainstHuman(
  study: RatedStudy,
  { metric, criterion, prepare }: { metric: TextMetric; criterion: string; prepare: Preparation },
): { readonly segments: readonly SegmentPoint[]; readonly systems: readonly SystemPoint[] } {
  const dialogues = drawDialogues(study.responses, { seed: 1, resamples: 0 });
  const values = metricValues(study, metric, { prepare, dialogues });
  const means = humanValues(study.responses, { criterion, dialogues });
  return {
    segments: study.responses.flatMap(({ responseId, system, means: ratings }, at) => {
      const [value, human] = [values.items[at]!, ratings[criterion]];
      return Number.isNaN(value) || human === undefined ? [] : [{ responseId, system, metric: value, human }];
    }),
    systems: values.systems.flatMap(({ system, score, n }) => {
      const human = means.get(system)?.mean;
      return human === undefined ? [] : [{ system, metric: score, human, n }];
    }),
  };
}

interface SegmentWanted {
  readonly values: MetricValues;
  readonly criterion: string;
  readonly dialogues: DialogueDraws;
  readonly kind: CorrelationKind;
  readonly level: number;
}

function segmentAgreement(
  responses: readonly RatedResponse[],
  { values, criterion, dialogues, kind, level }: SegmentWanted,
): AgreementOfMetric {
  const [metric, human, dialogueOf]: [number[], number[], number[]] = [[], [], []];
  responses.forEach(({ dialogueId, means }, at) => {
    const [value, mean] = [values.items[at]!, means[criterion]];
    if (Number.isNaN(value) || mean === undefined) return;
    metric.push(value);
    human.push(mean);
    dialogueOf.push(dialogues.placeOf.get(dialogueId)!);
  });
  if (metric.length === 0 && values.itemReason !== null)
    return { coefficient: notDefined(values.itemReason), n: 0 };
  return segmentCorrelation({ metric, human, dialogueOf }, { draws: dialogues.draws, kind, level });
}

function systemAgreement(
  { systems, itemReason, missing, eligible }: MetricValues,
  means: ReadonlyMap<string, SystemMean>,
  options: { readonly kind: CorrelationKind; readonly level: number },
): AgreementOfMetric {
  if ((missing > 0 || eligible === 0) && itemReason !== null)
    return { coefficient: notDefined(itemReason), n: 0 };
  const both = systems.flatMap(({ system, score, replicates }) => {
    const human = means.get(system);
    return human ? [{ score, replicates, human }] : [];
  });
  const byResample = (columns: readonly Float64Array[]) =>
    Array.from(columns[0] ?? [], (_, resample) => columns.map((column) => column[resample]!));
  const metric: SystemValues = {
    values: both.map(({ score }) => score),
    replicates: byResample(both.map(({ replicates }) => replicates)),
  };
  const human: SystemValues = {
    values: both.map(({ human: { mean } }) => mean),
    replicates: byResample(both.map(({ human: { replicates } }) => replicates)),
  };
  return systemCorrelation(metric, human, options);
}
