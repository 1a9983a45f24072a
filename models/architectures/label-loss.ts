import { WorkbenchError } from '#lib/errors.ts';
import type { Tensor } from '../graph/graph.ts';
import { crossEntropy, ignoredLabel } from '../graph/ops/loss.ts';
import type { ModelConfig } from '../weights/configs.ts';
import type { ForwardGraph } from './forward-graph.ts';
import { type HostTensor, type Rows, rowsTensor } from './host-inputs.ts';

/**
 * The mean cross-entropy of a model's own task over all labels of the batch that are not -100: next tokens, masked
 * words, or one class a row. Adds the graph input `labels`, which `labelsTensor` fills.
 */
export function labelLoss({ graph, values }: ForwardGraph): Tensor {
  const { logits } = values;
  if (!logits) throw new WorkbenchError('bad-input', 'This model has no head, so it has no loss of its own.');
  return crossEntropy(logits, graph.input('labels', 'int64', logits.shape.slice(0, -1)));
}

/** Labels as the reference takes them; for decoder-only models, where place t predicts label t + 1, moved by one. */
export function labelsTensor(config: ModelConfig, labels: Rows | readonly number[]): HostTensor {
  const isFlat = labels.every((row): row is number => typeof row === 'number');
  if (isFlat) return { ...rowsTensor([labels], 'labels'), shape: [labels.length] };
  const rows = labels as Rows;
  const isDecoderOnly = config.model_type === 'gpt2' || config.model_type === 'openai-gpt';
  return rowsTensor(isDecoderOnly ? rows.map((row) => [...row.slice(1), ignoredLabel]) : rows, 'labels');
}
