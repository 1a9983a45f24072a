import { createRandom, type Random } from '#lib/rng.ts';
import type { ModelConfig, T5Config } from '../../weights/configs.ts';
import { expectedTensors } from '../../weights/expected-tensors.ts';

/**
 * First weights as Hugging Face's `_init_weights` draws them: matrices and embeddings normal with the configuration's
 * `initializer_range` (T5: see `t5Deviation`), biases 0, scales of norms 1. Each tensor has a stream of its own, so that
 * a head more or less changes nothing else.
 */
export function initialWeights(config: ModelConfig, seed: number): Map<string, Float32Array> {
  const tensors = [...expectedTensors(config)].map(([name, shape]) => {
    const length = shape.reduce((total, size) => total * size, 1);
    const values = new Float32Array(length);
    const deviation = config.model_type === 't5' ? t5Deviation(config, name) : config.initializer_range;
    if (shape.length >= 2) fillNormal(values, deviation, createRandom(seed, 'weights', name));
    else if (/(ln_\w+|[nN]orm)\.weight$/.test(name)) values.fill(1);
    return [name, values] as const;
  });
  return new Map(tensors);
}

/**
 * The deviation of a T5's matrix by its name: widths of what goes in to the power of -1/2, so that sums keep their size,
 * with the query's also making up for the scores that T5 does not divide; embeddings 1. All by `initializer_factor`.
 */
export function t5Deviation(config: T5Config, name: string): number {
  const {
    initializer_factor: factor,
    d_model: width,
    d_kv: headWidth,
    d_ff: inner,
    num_heads: heads,
  } = config;
  if (/(^|\.)(shared|lm_head)\.weight$/.test(name)) return factor;
  if (name.endsWith('Attention.q.weight')) return factor * (width * headWidth) ** -0.5;
  if (name.endsWith('Attention.o.weight')) return factor * (heads * headWidth) ** -0.5;
  if (name.endsWith('DenseReluDense.wo.weight')) return factor * inner ** -0.5;
  return factor * width ** -0.5;
}

/** Fills with normal values of mean 0, by Box and Muller's transform. */
export function fillNormal(values: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < values.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
  }
}
