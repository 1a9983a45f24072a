import { createRandom, type Random } from '#lib/rng.ts';
import type { ModelConfig } from '../../weights/configs.ts';
import { expectedTensors } from '../../weights/expected-tensors.ts';

/**
 * First weights as Hugging Face's `_init_weights` draws them for GPT, GPT-2 and BERT: matrices and embeddings normal
 * with the configuration's `initializer_range`, biases 0, scales of norms 1. Each tensor has a stream of its own, so
 * that a head more or less changes nothing else.
 */
export function initialWeights(config: ModelConfig, seed: number): Map<string, Float32Array> {
  const tensors = [...expectedTensors(config)].map(([name, shape]) => {
    const length = shape.reduce((total, size) => total * size, 1);
    const values = new Float32Array(length);
    if (shape.length >= 2) fillNormal(values, config.initializer_range, createRandom(seed, 'weights', name));
    else if (/(ln_\w+|[nN]orm)\.weight$/.test(name)) values.fill(1);
    return [name, values] as const;
  });
  return new Map(tensors);
}

/** Box and Muller's transform. */
function fillNormal(values: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < values.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
  }
}
