import { type AdamForm, type AdamWOptions, adamW, clippingFactor } from '../graph/adamw.ts';
import { Graph } from '../graph/graph.ts';
import { mul } from '../graph/ops/elementwise.ts';
import { serialise } from '../graph/serialise.ts';
import { createSession, type Fetched, type SessionOptions } from '../runtime/session.ts';
import { type Comparison, compareOutput, flatten, type Nested } from './compare.ts';
import { compared, skipped, type VerificationLine } from './report.ts';
import { betasIn, numberAfter } from './settings-in-words.ts';

type Tensors = Readonly<Record<string, Nested>>;

/** Steps of several optimisers from the same weights on the same gradients. */
export interface OptimiserGoldens {
  /** In words: "lr X, betas X/X, eps X, weight_decay X (OPTIMISER: X); clip_grad_norm X". */
  readonly hyper: string;
  /** One entry a step, by tensor; the tensor `w` starts as `w0`. */
  readonly grads: readonly Tensors[];
  readonly [other: string]: unknown;
}

interface Hyper {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly options: AdamWOptions;
}

const forms: readonly (readonly [RegExp, AdamForm])[] = [
  [/^torch_AdamW/, 'torch'],
  [/^torch_Adam/, 'adam'],
  [/^hf_AdamW/, 'huggingface'],
];

/** Weights, norms and clipped gradients after every step, each optimiser as the training graph runs it. */
export async function* verifyOptimisers(
  name: string,
  golden: OptimiserGoldens,
  options: SessionOptions = {},
): AsyncGenerator<VerificationLine> {
  for (const [key, steps] of Object.entries(golden)) {
    if (!Array.isArray(steps) || !isStepList(steps)) continue;
    const hyper = hyperOf(golden.hyper, key);
    if (hyper) yield* await verifySteps(`optimizers.${key}`, { name, golden, hyper, steps, options });
    else yield skipped(name, `optimizers.${key}`, 'this optimiser or its settings are not known');
  }
}

/** A list of results has a norm in each entry; the list of gradients and the first weights have none. */
function isStepList(value: readonly unknown[]): value is readonly Tensors[] {
  return value.every((step) => typeof step === 'object' && step !== null && 'norm' in step);
}

function hyperOf(words: string, optimiser: string): Hyper | undefined {
  const form = forms.find(([pattern]) => pattern.test(optimiser))?.[1];
  const betas = betasIn(words);
  const [learningRate, epsilon, maxNorm, decay] = ['lr', 'eps', 'clip_grad_norm', 'weight_decay'].map(
    (setting) => numberAfter(words, setting),
  );
  const weightDecay = numberAfter(words, optimiser) ?? decay;
  if (!form || !betas || learningRate === undefined || epsilon === undefined || weightDecay === undefined)
    return undefined;
  const options: AdamWOptions = {
    form,
    betas,
    epsilon,
    correctBias: !/no_correct_bias/.test(optimiser),
    ...(maxNorm === undefined ? {} : { maxNorm }),
  };
  return { learningRate, weightDecay, options };
}

interface Run {
  readonly name: string;
  readonly golden: OptimiserGoldens;
  readonly hyper: Hyper;
  readonly steps: readonly Tensors[];
  readonly options: SessionOptions;
}

async function verifySteps(
  key: string,
  { name, golden, hyper, steps, options }: Run,
): Promise<readonly VerificationLine[]> {
  const tensors = Object.keys(golden.grads[0] ?? {});
  const graph = optimiserGraph(golden, tensors, hyper);
  const session = await createSession(serialise(graph, { weights: 'inputs' }), options);
  let state = firstState(golden, tensors);
  const lines: VerificationLine[] = [];
  for (const [index, expected] of steps.entries()) {
    const slopes = tensors.map((tensor) => [`gradient:${tensor}`, numbers(golden.grads[index]?.[tensor])]);
    const rate = { learning_rate: [hyper.learningRate], step: [index + 1] };
    const found = await session.run({ ...state, ...Object.fromEntries(slopes), ...rate });
    state = Object.fromEntries(Object.keys(state).map((held) => [held, dataOf(found, `next:${held}`)]));
    for (const [quantity, value] of Object.entries(expected)) {
      const result = compareStep(found, quantity, value);
      const label = `${key}.${index}.${quantity}`;
      lines.push(result ? compared(name, label, result) : skipped(name, label, 'not a known quantity'));
    }
  }
  await session.dispose();
  return lines;
}

function compareStep(
  found: Readonly<Record<string, Fetched>>,
  quantity: string,
  golden: Nested,
): Comparison | undefined {
  const clipped = /^clipped_grad_(.+)$/.exec(quantity)?.[1];
  const output = clipped ? `clipped:${clipped}` : quantity === 'norm' ? 'gradient_norm' : `next:${quantity}`;
  const tensor = found[output];
  return tensor && compareOutput({ data: tensor.data, shape: tensor.shape }, golden);
}

function optimiserGraph(golden: OptimiserGoldens, tensors: readonly string[], hyper: Hyper): Graph {
  const graph = new Graph();
  const trained = tensors.map((tensor) => {
    const shape = shapeOf(golden.grads[0]?.[tensor] ?? []);
    const gradient = graph.input(`gradient:${tensor}`, 'float32', shape);
    return { parameter: graph.parameter(tensor, shape), gradient, weightDecay: hyper.weightDecay };
  });
  const { gradientNorm } = adamW(graph, trained, hyper.options);
  const { maxNorm } = hyper.options;
  for (const { parameter, gradient } of trained)
    graph.output(
      maxNorm === undefined ? gradient : mul(gradient, clippingFactor(gradientNorm, maxNorm)),
      `clipped:${parameter.name}`,
    );
  return graph;
}

function firstState(golden: OptimiserGoldens, tensors: readonly string[]): Record<string, Float32Array> {
  const entries = tensors.flatMap((tensor): [string, Float32Array][] => {
    const weights = Float32Array.from(numbers(golden[`${tensor}0`] as Nested | undefined));
    const zeros = () => new Float32Array(weights.length);
    return [
      [tensor, weights],
      [`m:${tensor}`, zeros()],
      [`v:${tensor}`, zeros()],
    ];
  });
  return Object.fromEntries(entries);
}

function shapeOf(nested: Nested): number[] {
  return Array.isArray(nested) ? [nested.length, ...shapeOf((nested as readonly Nested[])[0] ?? 0)] : [];
}

function numbers(nested: Nested | undefined): number[] {
  return flatten(nested ?? []).map((value) => value ?? Number.NaN);
}

function dataOf(found: Readonly<Record<string, Fetched>>, output: string): Float32Array {
  const data = found[output]?.data;
  if (data instanceof Float32Array) return data;
  throw new Error(`the optimiser gave no ${output}`);
}
