export interface SgdOptions {
  readonly learningRate: number;
  readonly momentum: number;
  /** An L2 penalty in the gradient, after clipping, as in PyTorch. */
  readonly weightDecay: number;
  /** The norm that the gradient is clipped to, over all weights. */
  readonly maxNorm: number;
  /** By what each weight's slope is divided before it moves anything, such as a diagonal of curvature; 1 where left out. */
  readonly divisors?: Weights;
}

export type Weights = ReadonlyMap<string, Float32Array>;

export interface SgdStep {
  /** Of the weights that have a gradient, new arrays. */
  readonly weights: Map<string, Float32Array>;
  readonly velocity: Map<string, Float32Array>;
  /** Before clipping. */
  readonly gradientNorm: number;
}

/**
 * A step of `torch.optim.SGD` after `clip_grad_norm_`: v ← μ v + (clipped g + λ w) ÷ divisor, w ← w - η v.
 * @param velocity of the step before; none at the first
 */
export function sgdStep(
  weights: Weights,
  { gradient, velocity }: { readonly gradient: Weights; readonly velocity: Weights },
  { learningRate, momentum, weightDecay, maxNorm, divisors }: SgdOptions,
): SgdStep {
  const gradientNorm = norm(gradient);
  const scale = Math.min(1, maxNorm / (gradientNorm + 1e-6));
  const next: SgdStep = { weights: new Map(), velocity: new Map(), gradientNorm };
  for (const [name, slope] of gradient) {
    const held = weights.get(name);
    if (held?.length !== slope.length) throw new RangeError(`${name} has ${slope.length} slopes`);
    const before = velocity.get(name);
    const divisor = divisors?.get(name);
    if (divisors && divisor?.length !== slope.length) throw new RangeError(`${name} has no divisors`);
    const stepped = new Float32Array(slope.length);
    const speed = new Float32Array(slope.length);
    for (let i = 0; i < slope.length; i++) {
      const weight = held[i] as number;
      const force = (scale * (slope[i] as number) + weightDecay * weight) / (divisor?.[i] ?? 1);
      const moving = momentum * (before?.[i] ?? 0) + force;
      speed[i] = moving;
      stepped[i] = weight - learningRate * moving;
    }
    next.weights.set(name, stepped);
    next.velocity.set(name, speed);
  }
  return next;
}

function norm(gradient: Weights): number {
  let sum = 0;
  for (const values of gradient.values()) for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
