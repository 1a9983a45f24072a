import { createRandom } from '#lib/rng.ts';
import { fillLinear } from '../framework/fill-linear.ts';
import type { StartingEncoder } from '../t5/starting-encoder.ts';
import { type IdentifierSet, setTensors } from './identifier-set.ts';
import { rationaleTensors } from './levels-loss.ts';

/** `mechanism.side_encoder.rest` */
const encoderTensor = /^(\w+\.\w+)_encoder\.(.+)$/;

/** First weights of a set: its encoders from where they start, each drawn on its own where from nothing; new heads. */
export function startingSet(
  set: IdentifierSet,
  { start, seed }: { readonly start: StartingEncoder; readonly seed: number },
): Map<string, Float32Array> {
  const encoders = new Map<string, Map<string, Float32Array>>();
  const encoder = (name: string) => {
    const known = encoders.get(name) ?? start.weights(set.encoder, name);
    encoders.set(name, known);
    return known;
  };
  const tensors = [...setTensors(set), ...rationaleTensors(set)].map(([name, shape]) => {
    const [, side, rest] = encoderTensor.exec(name) ?? [];
    const from = side && rest ? encoder(side).get(rest) : encoder('words').get(name);
    return [name, from ?? newLinear(name, shape, seed)] as const;
  });
  return new Map(tensors);
}

function newLinear(name: string, shape: readonly number[], seed: number): Float32Array {
  const values = new Float32Array(shape.reduce((total, size) => total * size, 1));
  // A bias starts at 0, which PyTorch draws as well: it is learned within a few steps.
  if (shape.length >= 2) fillLinear(values, shape[1] ?? 1, createRandom(seed, 'weights', name));
  return values;
}
