import { createRandom } from '#lib/rng.ts';
import { type LempexConfig, lempexOwnTensors } from '../../architectures/lempex.ts';
import { fillLinear } from '../framework/fill-linear.ts';
import { fillNormal } from '../framework/initial-weights.ts';

/** How what LEMPEx adds to T5 starts: as PyTorch draws it, or so that T5 at first answers as it did. */
export type AddedStart = 'random' | 'identity';

/**
 * The weights of a generator: those of a T5, and the parts that LEMPEx adds. `random`: speakers normal, fusion uniform,
 * as in the published code, whose T5 is random as well. `identity`: speakers 0, the fusion gives the state as it is, so
 * that what a trained T5 knows is not lost in the first steps.
 */
export function generatorWeights(
  t5: ReadonlyMap<string, Float32Array>,
  config: LempexConfig,
  { added, seed }: { readonly added: AddedStart; readonly seed: number },
): Map<string, Float32Array> {
  const weights = new Map<string, Float32Array>();
  for (const [name, data] of t5) weights.set(`base_model.${name}`, data);
  const width = config.generator.d_model;
  for (const [name, [rows = 0, columns = 1]] of lempexOwnTensors(config)) {
    const values = new Float32Array(rows * columns);
    const random = createRandom(seed, 'weights', name);
    if (added === 'random' && name.startsWith('speaker_embedding')) {
      fillNormal(values, 1, random);
      values.fill(0, 0, width);
    } else if (added === 'random') fillLinear(values, width + (config.exemplarWidth ?? 0), random);
    else if (name === 'transform_to_t5_decoder.weight')
      for (let row = 0; row < rows; row++) values[row * columns + row] = 1;
    weights.set(name, values);
  }
  return weights;
}
