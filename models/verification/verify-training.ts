import { existsSync } from 'node:fs';
import type { ForwardGraph } from '../architectures/forward-graph.ts';
import type { HostTensor } from '../architectures/host-inputs.ts';
import { labelLoss, labelsTensor } from '../architectures/label-loss.ts';
import { modelInputs } from '../architectures/model-inputs.ts';
import type { Tensor } from '../graph/graph.ts';
import { add, mul } from '../graph/ops/elementwise.ts';
import { reduceSum } from '../graph/ops/reduction.ts';
import { createModelTrainer } from '../runtime/model-trainer.ts';
import type { SessionOptions } from '../runtime/session.ts';
import type { Feeds, Trainer } from '../runtime/trainer.ts';
import { loadModelCheckpoint, type ModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { readSafetensors } from '../weights/read-safetensors.ts';
import {
  compareElements,
  compareGradient,
  compareParameter,
  compareRelative,
  gradientElementTolerance,
  type TensorSummary,
} from './compare.ts';
import type { GoldenBatch, GoldenOptimiser, ModelGolden } from './golden-files.ts';
import { compared, skipped, type VerificationLine } from './report.ts';

/** Losses of steps and norms of gradients, as the reference's README has it. */
const stepTolerance = 1e-4;
const parameterTolerance = 1e-5;

export interface TrainingCase {
  readonly name: string;
  /** The checkpoint's folder; files with whole tensors lie beside it. */
  readonly dir: string;
  readonly golden: ModelGolden;
}

/** The gradient of every parameter, and the weights after the steps of each optimiser. */
export async function* verifyTraining(
  training: TrainingCase,
  options: SessionOptions = {},
): AsyncGenerator<VerificationLine> {
  const { name, dir, golden } = training;
  const [batch] = golden.train_batches;
  const quantities = (['grads', 'adamw_A', 'adamw_B'] as const).filter((key) => golden[key]);
  if (quantities.length === 0) return;
  if (!batch || (!batch.labels && !golden.grad_target)) {
    for (const key of quantities) yield skipped(name, key, 'the reference file lists no labels');
    return;
  }
  const checkpoint = loadModelCheckpoint(dir);
  if (golden.grads) yield* await verifyGradients(training, checkpoint, options);
  for (const key of ['adamw_A', 'adamw_B'] as const) {
    const optimiser = golden[key];
    if (optimiser) yield* await verifyOptimiser(training, checkpoint, { key, optimiser, options });
  }
}

async function verifyGradients(
  { name, dir, golden }: TrainingCase,
  checkpoint: ModelCheckpoint,
  options: SessionOptions,
): Promise<VerificationLine[]> {
  const trainer = await createModelTrainer(checkpoint, { ...options, loss: lossOf(golden) });
  const found = await trainer.gradients(feedsOf(checkpoint, golden, 0));
  await trainer.dispose();
  const norm = golden.grad_total_norm ?? found.gradientNorm;
  const lines = [
    compared(name, 'grads.loss', compareRelative(found.loss, golden.loss?.value ?? Number.NaN, 1e-5)),
  ];
  if (golden.grad_total_norm !== undefined)
    lines.push(compared(name, 'grad_total_norm', compareRelative(found.gradientNorm, norm, stepTolerance)));
  for (const [parameter, summary] of Object.entries(golden.grads ?? {})) {
    const gradient = found.gradients.get(parameter);
    lines.push(
      gradient
        ? compared(name, `grads.${parameter}`, compareGradient(gradient, summary, norm))
        : skipped(name, `grads.${parameter}`, 'the model has no such parameter'),
    );
  }
  const whole = wholeTensors(`${dir}.grads.safetensors`);
  for (const [parameter, values] of whole) {
    const gradient = found.gradients.get(parameter) ?? new Float32Array();
    const allowed = gradientElementTolerance(l2Of(values), { size: values.length, totalNorm: norm });
    lines.push(compared(name, `grads.${parameter} (whole)`, compareElements(gradient, values, allowed)));
  }
  return lines;
}

function l2Of(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

interface OptimiserRun {
  readonly key: 'adamw_A' | 'adamw_B';
  readonly optimiser: GoldenOptimiser;
}

async function verifyOptimiser(
  { name, dir, golden }: TrainingCase,
  checkpoint: ModelCheckpoint,
  { key, optimiser, options }: OptimiserRun & { readonly options: SessionOptions },
): Promise<VerificationLine[]> {
  const { betas, eps, weight_decay, clip_grad_norm, decay_names } = optimiser.hyper;
  const trainer = await createModelTrainer(checkpoint, {
    ...options,
    loss: lossOf(golden),
    optimiser: { form: 'torch', betas, epsilon: eps, maxNorm: clip_grad_norm },
    weightDecay: (parameter) => (!decay_names || decay_names.includes(parameter) ? weight_decay : 0),
  });
  const lines: VerificationLine[] = [];
  for (const [index, step] of optimiser.steps.entries()) {
    const found = await trainer.step(feedsOf(checkpoint, golden, index), step.lr);
    const norm = compareRelative(found.gradientNorm, step.grad_norm_before_clip, stepTolerance);
    lines.push(
      compared(name, `${key}.steps.${index}.loss`, compareRelative(found.loss, step.loss, stepTolerance)),
      compared(name, `${key}.steps.${index}.grad_norm_before_clip`, norm),
    );
  }
  const after = await trainer.gradients(feedsOf(checkpoint, golden, 0));
  await trainer.dispose();
  const loss = compareRelative(after.loss, optimiser.loss_on_batch0_after, stepTolerance);
  lines.push(compared(name, `${key}.loss_on_batch0_after`, loss));
  lines.push(...parameterLines(name, trainer, { key, optimiser }));
  if (key === 'adamw_A') lines.push(...wholeParameterLines({ name, dir }, trainer, { key, optimiser }));
  return lines;
}

function parameterLines(
  name: string,
  trainer: Trainer,
  { key, optimiser }: OptimiserRun,
): VerificationLine[] {
  return Object.entries(optimiser.params_after).map(([parameter, summary]) => {
    const found = trainer.parameters.get(parameter);
    const quantity = `${key}.params_after.${parameter}`;
    return found
      ? compared(name, quantity, compareParameter(found, summary))
      : skipped(name, quantity, 'the model has no such parameter');
  });
}

function wholeParameterLines(
  { name, dir }: { readonly name: string; readonly dir: string },
  trainer: Trainer,
  { key, optimiser }: OptimiserRun,
): VerificationLine[] {
  return [...wholeTensors(`${dir}.adamwA.safetensors`)].map(([parameter, values]) => {
    const found = trainer.parameters.get(parameter) ?? new Float32Array();
    const kept = without(values, optimiser.params_after[parameter]);
    const result = compareElements(found, kept, parameterTolerance);
    return compared(name, `${key}.params_after.${parameter} (whole)`, result);
  });
}

/** The values with null where the reference leaves places out. */
function without(values: Float32Array, summary: TensorSummary | undefined): (number | null)[] {
  const kept: (number | null)[] = [...values];
  for (const [start, end] of summary?.excluded_flat_ranges ?? []) kept.fill(null, start, end);
  return kept;
}

function wholeTensors(file: string): ReadonlyMap<string, Float32Array> {
  if (!existsSync(file)) return new Map();
  return new Map([...readSafetensors(file).tensors].map(([name, tensor]) => [name, tensor.read()]));
}

/** The loss of the model's own task, or for a bare encoder sum(pooled · R) + the sum of states' first numbers. */
function lossOf(golden: ModelGolden): (forward: ForwardGraph) => Tensor {
  if (!golden.grad_target) return labelLoss;
  return ({ graph, values: { pooler_output: pooled, last_hidden_state: state } }) => {
    if (!pooled || !state) throw new Error('a target on pooled outputs needs a pooler');
    const ofPooled = graph.input('pooled_weights', 'float32', pooled.shape);
    const ofState = graph.input('state_weights', 'float32', state.shape);
    return add(reduceSum(mul(pooled, ofPooled)), reduceSum(mul(state, ofState)));
  };
}

function feedsOf({ config }: ModelCheckpoint, golden: ModelGolden, index: number): Feeds {
  const batch = golden.train_batches[index];
  if (!batch) throw new Error(`the reference file has no batch ${index}`);
  const inputs = modelInputs(config, batch);
  if (!golden.grad_target) return { ...inputs, labels: labelsTensor(config, batch.labels ?? []) };
  const width = config.model_type === 'bert' ? config.hidden_size : 0;
  return { ...inputs, ...pooledTarget(batch, golden.grad_target.R, width) };
}

function pooledTarget(batch: GoldenBatch, weights: readonly (readonly number[])[], width: number) {
  const mask = batch.attention_mask ?? batch.input_ids.map((row) => row.map(() => 1));
  const state = new Float32Array(mask.flat().length * width);
  for (const [place, shown] of mask.flat().entries()) state[place * width] = shown;
  const shape = [mask.length, mask[0]?.length ?? 0, width];
  const pooled: HostTensor = {
    dtype: 'float32',
    data: Float32Array.from(weights.flat()),
    shape: [weights.length, width],
  };
  return { pooled_weights: pooled, state_weights: { data: state, shape } };
}
