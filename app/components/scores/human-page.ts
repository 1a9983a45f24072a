import type { Described } from '#eval/metrics/catalogue/text-metric.ts';
import type { HumanAddress } from './human-address.ts';

/** A correlation as it stands in a table. */
export interface CorrelationCell {
  readonly criterion: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Responses, or systems. */
  readonly n: number;
  /** Why there is no value, or no interval. */
  readonly reason: string | null;
}

export interface AgainstMetric
  extends Pick<Described, 'name' | 'label' | 'page' | 'better' | 'unit' | 'signature'> {
  /** The metric's name, with what tells its model from others where a model computed it. */
  readonly id: string;
  /** Which model computed it, in plain words, as the label says too; null where there was none. */
  readonly model: string | null;
  /** Whether the page can have it computed: models are chosen where a dataset is scored. */
  readonly isOfTexts: boolean;
  /** Rated responses that the metric can be asked of, and how many of them have not been computed. */
  readonly eligible: number;
  readonly missing: number;
  readonly leftOut: readonly { readonly system: string; readonly reason: string }[];
  /** By criterion. */
  readonly segment: readonly CorrelationCell[];
  readonly system: readonly CorrelationCell[];
}

export interface StudyChoice {
  readonly id: string;
  readonly name: string;
  readonly ratings: number;
}

export interface CriterionOfStudy {
  readonly name: string;
  readonly label: string;
  readonly minimum: number;
  readonly maximum: number;
}

/** A job that computes what is missing. */
export interface StudyScoring {
  readonly id: string;
  readonly status: 'queued' | 'running' | 'failed';
  readonly done: number;
  readonly total: number | null;
  readonly error: string | null;
}

export interface PointOfResponse {
  readonly responseId: number;
  readonly context: number;
  readonly convId: string;
  readonly system: string;
  readonly metric: number;
  readonly human: number;
}

export interface PointOfSystem {
  readonly system: string;
  readonly metric: number;
  readonly human: number;
  readonly n: number;
}

/** What lies farthest from the trend. */
export interface FarPoint extends PointOfResponse {
  readonly text: string;
  /** Share of the responses that lie below it by the metric and by people, in [0, 1]. */
  readonly metricRank: number;
  readonly humanRank: number;
}

export interface ChosenPair {
  readonly metric: AgainstMetric;
  readonly criterion: CriterionOfStudy;
  readonly cell: CorrelationCell;
  readonly segments: readonly PointOfResponse[];
  /** Of `segments`, where not all are sent. */
  readonly total: number;
  readonly systems: readonly PointOfSystem[];
  readonly far: readonly FarPoint[];
}

/** A study's ratings against every metric. */
export interface HumanPage {
  readonly dataset: string;
  /** Dataset and study as part of a file name. */
  readonly fileName: string;
  /** With what was left open filled in. */
  readonly address: HumanAddress & { readonly study: string };
  readonly studies: readonly StudyChoice[];
  readonly study: StudyChoice & { readonly kind: 'live' | 'imported'; readonly status: string };
  readonly criteria: readonly CriterionOfStudy[];
  readonly systems: readonly string[];
  readonly responses: number;
  readonly dialogues: number;
  readonly metrics: readonly AgainstMetric[];
  /** How many metrics of texts lack rows. */
  readonly missing: number;
  readonly scoring: StudyScoring | null;
  /** Systems whose answers could be taken as references, where some responses have none. */
  readonly references: readonly { readonly system: string; readonly answers: number }[];
  /** Rated responses without a reference. */
  readonly withoutReference: number;
  readonly resamples: number;
  readonly seed: number;
  readonly level: number;
  readonly pair: ChosenPair | null;
}
