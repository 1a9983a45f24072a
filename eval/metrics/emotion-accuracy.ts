import { defined, type Estimate, notDefined } from '#eval/statistics/estimate.ts';
import { classificationScores } from './classification-scores.ts';

export interface EmotionAccuracy {
  /** Shares from 0 to 1: right labels; plain mean of F1 over the classes that occur; mean of F1 by how often each is true. */
  readonly accuracy: Estimate;
  readonly macroF1: Estimate;
  readonly weightedF1: Estimate;
  /** Row-major [classes, classes]: rows are true classes, columns predicted ones. */
  readonly confusion: Float64Array;
}

/** The statistic of an item: its cell of the confusion matrix. @throws RangeError where a label is no class */
export function confusionCell(truth: number, predicted: number, classes: number): number {
  for (const label of [truth, predicted])
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new RangeError(`labels are from 0 to ${classes - 1}, not ${label}`);
  return truth * classes + predicted;
}

/**
 * How often the emotion is told right: of the labels that a system, or a classifier of its replies, gives. EmpatheticDialogues
 * has 32 classes; the share of the commonest in its test set is what guessing reaches.
 * @param cells from `confusionCell`, one an item
 * @param weights how often each item counts, e.g. in a resample; default once
 */
export function emotionAccuracy(
  cells: ArrayLike<number>,
  classes: number,
  weights?: ArrayLike<number>,
): EmotionAccuracy {
  const confusion = new Float64Array(classes ** 2);
  let total = 0;
  for (let i = 0; i < cells.length; i++) {
    const weight = weights?.[i] ?? 1;
    confusion[cells[i]!]! += weight;
    total += weight;
  }
  const { accuracy, macroF1, weightedF1 } = classificationScores(confusion, classes);
  const estimate = (value: number) => (total === 0 ? notDefined('there are no labels') : defined(value));
  return {
    accuracy: estimate(accuracy),
    macroF1: estimate(macroF1),
    weightedF1: estimate(weightedF1),
    confusion,
  };
}

/** @param labeller whose labels they are, e.g. the hash of a classifier's weights */
export function emotionAccuracySignature(classes: number, labeller: string): string {
  return `classes:${classes}|labels:${labeller}|v:1`;
}
