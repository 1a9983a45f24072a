/** Measures that a model computes, or a text beside the responses, by the names under which `score` knows them. */
export const measures = [
  'perplexity',
  'bertscore',
  'embedding',
  'empathy',
  'emotion_accuracy',
  'novelty',
] as const;
export type Measure = (typeof measures)[number];

/** A model that can be chosen. */
export interface MeasureModel {
  readonly value: string;
  readonly label: string;
}

/** A measure that can be computed now. */
export interface MeasureOffer {
  readonly measure: Measure;
  readonly label: string;
  /** What the choice of a model decides; null where there is nothing to choose. */
  readonly choice: string | null;
  /** The first is preset; empty where there is nothing to choose. */
  readonly models: readonly MeasureModel[];
}

export interface MeasureOffers {
  readonly offers: readonly MeasureOffer[];
  /** Sentences that say why other measures cannot be computed here. */
  readonly lacking: readonly string[];
}

/** The field in which the form sends the model of a measure. */
export function modelField(measure: Measure): string {
  return `model-${measure}`;
}
