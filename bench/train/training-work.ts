import type { ModelConfig } from '#models/weights/configs.ts';
import { expectedTensors } from '#models/weights/expected-tensors.ts';
import type { TrainingModel } from './training-models.ts';

export interface TrainingWork {
  readonly parameters: number;
  /** of a step, those of the encoder and of the decoder */
  readonly tokens: number;
  /** floating-point operations of a step */
  readonly operations: number;
}

/**
 * What a step takes: 6 × parameters × tokens, each weight counted with the tokens that go through it (the encoder's
 * and the cross-attention's keys and values with the source), and 12 × rows × queries × keys × width for each
 * attention; the optimiser and everything elementwise is left out. 6 and 12: two operations for a multiplication and
 * addition, once forward and twice backward, and two products in an attention.
 */
export function trainingWork(config: ModelConfig, { rows, source, time }: TrainingModel): TrainingWork {
  let parameters = 0;
  let products = 0;
  for (const [name, shape] of expectedTensors(config)) {
    const size = shape.reduce((total, n) => total * n, 1);
    const isOfSource = name.startsWith('encoder.') || /EncDecAttention\.[kv]\./.test(name);
    parameters += size;
    products += 6 * size * rows * (isOfSource ? source : time);
  }
  return {
    parameters,
    tokens: rows * (source + time),
    operations: products + 12 * rows * attentionOf(config, source, time),
  };
}

/** queries × keys × width, summed over all attentions */
function attentionOf(config: ModelConfig, source: number, time: number): number {
  if (config.model_type === 't5') {
    const width = config.num_heads * config.d_kv;
    return (
      width *
      (config.num_layers * source * source + config.num_decoder_layers * (time * time + time * source))
    );
  }
  if (config.model_type === 'bert') return config.num_hidden_layers * config.hidden_size * time * time;
  return config.n_layer * config.n_embd * time * time;
}
