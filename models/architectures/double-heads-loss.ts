import { WorkbenchError } from '#lib/errors.ts';
import type { Tensor } from '../graph/graph.ts';
import { add, mul } from '../graph/ops/elementwise.ts';
import { crossEntropy } from '../graph/ops/loss.ts';
import type { DoubleHeads } from './double-heads.ts';

/** What each loss counts in the sum; TransferTransfo's results on PersonaChat were reached with 2 and 1. */
export interface DoubleHeadsWeights {
  readonly languageModel: number;
  readonly multipleChoice: number;
  /** Needs an emotion head where it is above 0. */
  readonly emotion?: number;
}

export interface DoubleHeadsLosses {
  /** The weighted sum, a scalar like the others. */
  readonly total: Tensor;
  /** The mean over all labelled tokens of the batch. */
  readonly languageModel: Tensor;
  /** The mean over examples of -log softmax over candidates at the given one. */
  readonly multipleChoice: Tensor;
  /** The mean over examples whose emotion is known. */
  readonly emotion: Tensor | undefined;
}

/** TransferTransfo's loss and that of emotions; adds the int64 inputs `labels`, `mc_labels` and `emotions`. */
export function doubleHeadsLoss(heads: DoubleHeads, weights: DoubleHeadsWeights): DoubleHeadsLosses {
  const { graph, logits, mcLogits, emotionLogits } = heads;
  const { emotion: emotionWeight = 0 } = weights;
  if (emotionWeight !== 0 && !emotionLogits)
    throw new WorkbenchError(
      'bad-input',
      'There is no emotion head to train: list "emotion_labels" in the config.',
    );
  const languageModel = crossEntropy(logits, graph.input('labels', 'int64', ['labels']));
  const multipleChoice = crossEntropy(mcLogits, graph.input('mc_labels', 'int64', ['batch']));
  const emotion = emotionLogits && crossEntropy(emotionLogits, graph.input('emotions', 'int64', ['felt']));
  const both = add(mul(languageModel, weights.languageModel), mul(multipleChoice, weights.multipleChoice));
  const total = emotion && emotionWeight !== 0 ? add(both, mul(emotion, emotionWeight)) : both;
  return { total, languageModel, multipleChoice, emotion };
}
