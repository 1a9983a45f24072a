import type { Random } from '#lib/rng.ts';

/** First weights of a layer as PyTorch's `nn.Linear` draws them: uniform up to 1 / √inputs. */
export function fillLinear(values: Float32Array, inputs: number, random: Random): void {
  const bound = inputs ** -0.5;
  for (let i = 0; i < values.length; i++) values[i] = bound * (2 * random.next() - 1);
}
