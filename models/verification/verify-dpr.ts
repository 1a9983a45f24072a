import {
  biEncoderGraph,
  encoderInputs,
  encoderPrefixes,
  inBatchLoss,
  positivesTensor,
} from '../architectures/bi-encoder.ts';
import type { HostInputs, Rows } from '../architectures/host-inputs.ts';
import type { AdamForm } from '../graph/adamw.ts';
import { mul } from '../graph/ops/elementwise.ts';
import { openForward } from '../runtime/forward-session.ts';
import { checkpointWeights } from '../runtime/model-trainer.ts';
import type { SessionOptions } from '../runtime/session.ts';
import {
  createTrainer,
  type Measured,
  type StepResult,
  type Trainer,
  type TrainerOptions,
} from '../runtime/trainer.ts';
import { type BiEncoderCheckpoint, loadBiEncoder } from '../weights/load-bi-encoder.ts';
import {
  compareExact,
  compareGradient,
  compareOutput,
  compareRelative,
  type Nested,
  type TensorSummary,
} from './compare.ts';
import { type ReferenceFile, referenceKind } from './reference-kinds.ts';
import { compared, skipped, type VerificationLine } from './report.ts';
import { betasIn, numberAfter } from './settings-in-words.ts';

interface DprStep {
  readonly lr?: number;
  readonly loss?: number;
  readonly correct?: number;
  readonly grad_norm_before_clip?: number;
  readonly loss_after?: number;
  readonly correct_after?: number;
}

interface DprGolden {
  readonly inputs: {
    readonly question_ids: Rows;
    readonly context_ids: Rows;
    readonly is_positive: readonly number[];
  };
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly grads?: Readonly<Record<string, TensorSummary>>;
  readonly params_without_grad?: readonly string[];
  readonly train?: {
    /** `optimizer` in words: "lr X betas X/X eps X …, weight_decay X except names containing 'A' or 'B'". */
    readonly hyper: { readonly optimizer: string; readonly clip?: number };
    readonly steps: readonly DprStep[];
  };
}

interface Case {
  readonly name: string;
  readonly golden: DprGolden;
  readonly checkpoint: BiEncoderCheckpoint;
  readonly feeds: HostInputs;
  readonly options: SessionOptions;
}

const valueNames: Readonly<Record<string, string>> = {
  q_vectors: 'question_vectors',
  ctx_vectors: 'passage_vectors',
  scores: 'scores',
};
const stepTolerance = 1e-4;

/** Vectors, scores, loss, gradients and updates of a bi-encoder. */
export const dprKinds = [referenceKind<DprGolden>('dpr.json', verifyDpr)];

async function* verifyDpr({
  name,
  dir,
  golden,
  options,
}: ReferenceFile<DprGolden>): AsyncGenerator<VerificationLine> {
  const checkpoint = loadBiEncoder(dir, Object.values(encoderPrefixes));
  const { question_ids: questions, context_ids: passages } = golden.inputs;
  const feeds = {
    ...encoderInputs(checkpoint.config, 'question', { input_ids: questions }),
    ...encoderInputs(checkpoint.config, 'passage', { input_ids: passages }),
  };
  const dpr: Case = { name, golden, checkpoint, feeds, options };
  yield* await verifyOutputs(dpr);
  yield* await verifyLoss(dpr);
  if (golden.train) yield* await verifySteps(dpr, golden.train);
}

async function verifyOutputs({ name, golden, checkpoint, feeds, options }: Case) {
  const session = await openForward(biEncoderGraph(checkpoint.config), checkpoint.tensors, options);
  const found = await session.run(feeds, Object.values(valueNames));
  await session.dispose();
  return Object.entries(valueNames).flatMap(([key, value]) => {
    const tensor = found[value];
    if (!tensor || golden.outputs[key] === undefined) return [];
    return [compared(name, `outputs.${key}`, compareOutput(tensor, golden.outputs[key] as Nested))];
  });
}

/** The loss may be scaled, as the reference does where several devices share a batch. */
async function openTrainer(
  { checkpoint, options }: Case,
  { scale = 1, ...others }: Partial<TrainerOptions> & { readonly scale?: number } = {},
): Promise<Trainer> {
  const forward = biEncoderGraph(checkpoint.config);
  const { loss, correct } = inBatchLoss(forward);
  return createTrainer({
    ...options,
    ...others,
    graph: forward.graph,
    loss: scale === 1 ? loss : mul(loss, scale),
    metrics: { correct },
    parameters: checkpointWeights(checkpoint),
  });
}

function feedsOf({ feeds, golden }: Case) {
  return { ...feeds, positives: positivesTensor(golden.inputs.is_positive) };
}

async function verifyLoss(dpr: Case): Promise<VerificationLine[]> {
  const { name, golden } = dpr;
  const trainer = await openTrainer(dpr);
  const found = await trainer.gradients(feedsOf(dpr));
  await trainer.dispose();
  const correct = found.metrics.correct ?? Number.NaN;
  const lines: VerificationLine[] = [];
  for (const [key, value] of Object.entries(golden.outputs)) {
    const quantity = `outputs.${key}`;
    const scale = /^loss_with_loss_scale_([\d.]+)$/.exec(key)?.[1];
    if (key in valueNames || key === 'dev32') continue;
    if (key === 'loss')
      lines.push(compared(name, quantity, compareRelative(found.loss, Number(value), 1e-5)));
    else if (key === 'correct')
      lines.push(compared(name, quantity, compareExact([correct], [Number(value)])));
    else if (key === 'accuracy')
      lines.push(
        compared(
          name,
          quantity,
          compareOutput(single(correct / golden.inputs.is_positive.length), [Number(value)]),
        ),
      );
    else if (scale) lines.push(await verifyScaledLoss(dpr, quantity, [Number(scale), Number(value)]));
    else lines.push(skipped(name, quantity, 'this quantity is not known'));
  }
  return [...lines, ...gradientLines(dpr, found.gradients)];
}

function single(value: number) {
  return { data: [value], shape: [1] };
}

async function verifyScaledLoss(
  dpr: Case,
  quantity: string,
  [scale, golden]: readonly [number, number],
): Promise<VerificationLine> {
  const trainer = await openTrainer(dpr, { scale });
  const { loss } = await trainer.evaluate(feedsOf(dpr));
  await trainer.dispose();
  return compared(dpr.name, quantity, compareRelative(loss, golden, 1e-5));
}

/** The norm of the whole gradient is not listed by itself: it is that of the summaries. */
function gradientLines(
  { name, golden, checkpoint }: Case,
  found: ReadonlyMap<string, Float32Array>,
): VerificationLine[] {
  const summaries = Object.entries(golden.grads ?? {});
  const norm = Math.hypot(...summaries.map(([, { l2 }]) => l2));
  const lines = summaries.map(([parameter, summary]) => {
    const gradient = found.get(parameter);
    const quantity = `grads.${parameter}`;
    if (!gradient) return skipped(name, quantity, 'the model has no such parameter');
    return compared(name, quantity, compareGradient(gradient, summary, norm));
  });
  if (!golden.params_without_grad) return lines;
  const listed = golden.params_without_grad;
  const without = [...checkpoint.tensors.keys()].filter((parameter) => !found.has(parameter));
  const differing = [
    ...without.filter((parameter) => !listed.includes(parameter)),
    ...listed.filter((parameter) => !without.includes(parameter)),
  ];
  return [...lines, compared(name, 'params_without_grad', compareExact([differing.length], [0]))];
}

async function verifySteps(dpr: Case, train: NonNullable<DprGolden['train']>): Promise<VerificationLine[]> {
  const { name } = dpr;
  const settings = optimiserOf(train.hyper);
  if (!settings) return [skipped(name, 'train', 'this optimiser or its settings are not known')];
  const trainer = await openTrainer(dpr, settings);
  const lines: VerificationLine[] = [];
  const line = (quantity: string, found: number, golden: number | undefined) => {
    if (golden === undefined) return;
    const isCount = quantity.includes('correct');
    const result = isCount ? compareExact([found], [golden]) : compareRelative(found, golden, stepTolerance);
    lines.push(compared(name, `train.steps.${quantity}`, result));
  };
  for (const [index, step] of train.steps.entries()) {
    const { lr } = step;
    const found: Measured & Partial<StepResult> =
      lr === undefined ? await trainer.evaluate(feedsOf(dpr)) : await trainer.step(feedsOf(dpr), lr);
    const correct = Number(found.metrics.correct);
    line(`${index}.loss`, found.loss, step.loss);
    line(`${index}.correct`, correct, step.correct);
    if (found.gradientNorm !== undefined)
      line(`${index}.grad_norm_before_clip`, found.gradientNorm, step.grad_norm_before_clip);
    if (lr === undefined) {
      line(`${index}.loss_after`, found.loss, step.loss_after);
      line(`${index}.correct_after`, correct, step.correct_after);
    }
  }
  await trainer.dispose();
  return lines;
}

const forms: readonly (readonly [string, AdamForm])[] = [
  ['transformers.AdamW', 'huggingface'],
  ['torch.optim.AdamW', 'torch'],
];

function optimiserOf({ optimizer, clip }: NonNullable<DprGolden['train']>['hyper']) {
  const form = forms.find(([start]) => optimizer.startsWith(start))?.[1];
  const [decay, epsilon] = ['weight_decay', 'eps'].map((name) => numberAfter(optimizer, name));
  const betas = betasIn(optimizer);
  if (!form || !betas || decay === undefined || epsilon === undefined) return undefined;
  const exceptions = optimizer.split('except')[1] ?? '';
  const spared = [...exceptions.matchAll(/'([^']+)'/g)].map(([, part]) => part ?? '');
  return {
    optimiser: { form, betas, epsilon, ...(clip === undefined ? {} : { maxNorm: clip }) },
    weightDecay: (name: string) => (spared.some((part) => name.includes(part)) ? 0 : decay),
  };
}
