import type { Graph, Tensor } from './graph.ts';
import { one } from './ops/broadcasting.ts';
import { cast } from './ops/comparison.ts';
import { add, div, maximum, minimum, mul, type Operand, sqrt, sub } from './ops/elementwise.ts';

/**
 * - `torch`: `torch.optim.AdamW` (Loshchilov & Hutter 2019, decay before the step, ε after bias correction)
 * - `huggingface`: `transformers.AdamW` (ε before bias correction, decay of the stepped weight)
 * - `adam`: `torch.optim.Adam` (Kingma & Ba 2015), the decay as an L2 penalty in the gradient
 */
export type AdamForm = 'torch' | 'huggingface' | 'adam';

export interface AdamWOptions {
  readonly form?: AdamForm;
  /** decay rates of the first and second moment; 0.9 and 0.999 by default */
  readonly betas?: readonly [number, number];
  /** 1e-8 by default */
  readonly epsilon?: number;
  /** false: moments are used as they are, `huggingface` only */
  readonly correctBias?: boolean;
  /** gradients are scaled by min(1, maxNorm / (norm + 1e-6)), norm over all of them; left out: not clipped */
  readonly maxNorm?: number;
  /**
   * What the learning rate is counted in. `rms`: shares of each parameter's own root mean square, at least 0.001, as
   * Adafactor does (Shazeer & Stern 2018, relative step sizes): for models whose matrices begin at very different
   * sizes, as T5's do. `absolute` by default.
   */
  readonly stepSize?: 'absolute' | 'rms';
}

/** Below it a parameter would never leave 0. */
const smallestSize = 1e-3;

export interface Trained {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly weightDecay: number;
}

/** What a step needs and gives; moments are inputs `m:<name>` and `v:<name>`, zeros at the first step. */
export interface AdamWStep {
  /** float32 scalar input `learning_rate` */
  readonly learningRate: Tensor;
  /** int64 scalar input `step`: 1 at the first step */
  readonly step: Tensor;
  /** the norm of all gradients before clipping */
  readonly gradientNorm: Tensor;
  /** `next:<name>`, `next:m:<name>` and `next:v:<name>` for each parameter */
  readonly next: Readonly<Record<string, Tensor>>;
}

interface Rates {
  readonly learningRate: Tensor;
  readonly correction1: Operand;
  readonly correction2: Operand;
  /** undefined: gradients are not clipped */
  readonly clipping: Tensor | undefined;
}

/**
 * One step of Adam inside the graph: adds inputs for learning rate, step and moments, and outputs for the next
 * weights and moments and `gradient_norm`. Parameters, moments and results keep the parameter's shape.
 */
export function adamW(graph: Graph, trained: readonly Trained[], options: AdamWOptions = {}): AdamWStep {
  const { betas = [0.9, 0.999], maxNorm, correctBias = true, form = 'torch' } = options;
  if (!correctBias && form !== 'huggingface')
    throw new Error('only the Hugging Face form of AdamW goes without bias correction');
  const learningRate = graph.input('learning_rate', 'float32', []);
  const step = graph.input('step', 'int64', []);
  const gradientNorm = globalNorm(trained.map(({ gradient }) => gradient));
  graph.output(gradientNorm, 'gradient_norm');
  const rates: Rates = {
    learningRate,
    correction1: correctBias ? biasCorrection(step, betas[0]) : 1,
    correction2: correctBias ? biasCorrection(step, betas[1]) : 1,
    clipping: maxNorm === undefined ? undefined : clippingFactor(gradientNorm, maxNorm),
  };
  const next: Record<string, Tensor> = {};
  for (const item of trained) Object.assign(next, update(item, rates, { ...options, betas, form }));
  for (const [name, tensor] of Object.entries(next)) graph.output(tensor, name);
  return { learningRate, step, gradientNorm, next };
}

/** What gradients of a global norm are scaled by, so that it stays below `maxNorm`; 1e-6 as in PyTorch. */
export function clippingFactor(norm: Tensor, maxNorm: number): Tensor {
  return minimum(div(maxNorm, add(norm, 1e-6)), 1);
}

/** The root of the sum of the squares of all that several tensors hold. */
function globalNorm(tensors: readonly Tensor[]): Tensor {
  const squares = tensors.map((tensor) =>
    one(tensor.graph, 'ReduceSumSquare', {
      inputs: [tensor],
      outputs: [{ dtype: 'float32', shape: [] }],
      attributes: { keepdims: { int: 0 } },
    }),
  );
  const [first, ...others] = squares;
  if (first === undefined) throw new Error('there is no parameter to train');
  return sqrt(others.reduce((sum, square) => add(sum, square), first));
}

/** 1 - β^t, in double: in float32 half of its digits are lost while β^t is near 1. */
function biasCorrection(step: Tensor, beta: number): Tensor {
  const { graph } = step;
  const [power] = graph.emit('Pow', {
    inputs: [graph.constant(beta, [], 'float64'), cast(step, 'float64')],
    outputs: [{ dtype: 'float64', shape: [] }],
  });
  if (power === undefined) throw new Error('Pow gave no output');
  return cast(sub(1, power), 'float32');
}

type Settings = AdamWOptions & { readonly betas: readonly [number, number]; readonly form: AdamForm };

function update(
  { parameter, gradient, weightDecay }: Trained,
  rates: Rates,
  settings: Settings,
): Record<string, Tensor> {
  const { graph, name } = parameter;
  const shape = parameter.shape.map(Number);
  const [beta1, beta2] = settings.betas;
  const m = graph.input(`m:${name}`, 'float32', shape);
  const v = graph.input(`v:${name}`, 'float32', shape);
  const { clipping } = rates;
  const penalised = settings.form === 'adam' && weightDecay !== 0;
  // Scalars are multiplied first: every pass over the weights counts.
  const isLate = clipping !== undefined && !penalised;
  const clipped = clipping === undefined || isLate ? gradient : mul(gradient, clipping);
  const g = penalised ? add(clipped, mul(parameter, weightDecay)) : clipped;
  const share1 = isLate ? mul(clipping, 1 - beta1) : 1 - beta1;
  const share2 = isLate ? mul(mul(clipping, clipping), 1 - beta2) : 1 - beta2;
  const nextM = add(mul(m, beta1), mul(g, share1));
  const nextV = add(mul(v, beta2), mul(mul(g, g), share2));
  const stepped = applyStep(parameter, [nextM, nextV], { rates, settings, weightDecay });
  return { [`next:${name}`]: stepped, [`next:m:${name}`]: nextM, [`next:v:${name}`]: nextV };
}

/** The root mean square of a parameter, or the least that counts as its size. */
function sizeOf(parameter: Tensor): Tensor {
  const count = parameter.shape.reduce<number>((product, side) => product * Number(side), 1);
  return maximum(mul(globalNorm([parameter]), 1 / Math.sqrt(count)), smallestSize);
}

function mulScalars(a: Operand, b: number): Operand {
  return typeof a === 'number' ? a * b : mul(a, b);
}

function applyStep(
  parameter: Tensor,
  [m, v]: readonly [Tensor, Tensor],
  { rates, settings, weightDecay }: { rates: Rates; settings: Settings; weightDecay: number },
): Tensor {
  const { correction1, correction2 } = rates;
  const { epsilon = 1e-8, form, stepSize } = settings;
  const learningRate = stepSize === 'rms' ? mul(rates.learningRate, sizeOf(parameter)) : rates.learningRate;
  const decay = sub(1, mul(learningRate, weightDecay));
  const root2 = typeof correction2 === 'number' ? Math.sqrt(correction2) : sqrt(correction2);
  if (form === 'huggingface') {
    const rate = div(mul(learningRate, root2), correction1);
    const stepped = sub(parameter, mul(rate, div(m, add(sqrt(v), epsilon))));
    return weightDecay === 0 ? stepped : mul(stepped, decay);
  }
  const decayed = form === 'torch' && weightDecay !== 0 ? mul(parameter, decay) : parameter;
  // m / (√v / r + ε) = r m / (√v + r ε)
  const rate = div(mul(learningRate, root2), correction1);
  return sub(decayed, mul(rate, div(m, add(sqrt(v), mulScalars(root2, epsilon)))));
}
