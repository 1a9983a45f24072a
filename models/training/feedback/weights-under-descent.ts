import type { TrainerState } from '../../runtime/trainer.ts';
import { type SgdOptions, sgdStep, type Weights } from '../objectives/sgd-step.ts';

/** Negative and positive updates have velocities of their own, as two optimisers of the published code. */
const sides = ['negative', 'positive'] as const;
export type Side = (typeof sides)[number];

/** The weights of a training by stochastic gradient descent, with their velocities. */
export class WeightsUnderDescent {
  /** The same map throughout, with new arrays after each update. */
  readonly parameters: Map<string, Float32Array>;
  readonly #velocities: Record<Side, Map<string, Float32Array>> = {
    negative: new Map(),
    positive: new Map(),
  };

  constructor(start: Weights) {
    this.parameters = new Map(start);
  }

  /** One update. Gives the norm of the gradient before clipping; where that is not finite, nothing has changed. */
  update(side: Side, gradient: Weights, options: SgdOptions): number {
    const found = sgdStep(this.parameters, { gradient, velocity: this.#velocities[side] }, options);
    if (!Number.isFinite(found.gradientNorm)) return found.gradientNorm;
    for (const [name, values] of found.weights) this.parameters.set(name, values);
    this.#velocities[side] = found.velocity;
    return found.gradientNorm;
  }

  /** Goes back to other weights, at rest. */
  goBackTo(weights: Weights): void {
    for (const [name, values] of weights) if (this.parameters.has(name)) this.parameters.set(name, values);
    for (const side of sides) this.#velocities[side] = new Map();
  }

  state(step: number): TrainerState {
    const moments = sides.flatMap((side) =>
      [...this.#velocities[side]].map(([name, values]) => [`${side}:${name}`, values] as const),
    );
    return { step, parameters: this.parameters, moments: new Map(moments) };
  }

  restore({ parameters, moments }: Pick<TrainerState, 'parameters' | 'moments'>): void {
    for (const [name, values] of parameters) this.parameters.set(name, values);
    for (const side of sides)
      this.#velocities[side] = new Map(
        [...moments].flatMap(([name, values]) =>
          name.startsWith(`${side}:`) ? [[name.slice(side.length + 1), values] as const] : [],
        ),
      );
  }
}
