import { join } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { type PolicyConfig, policyBatch, type Rollout, valueHeadTensors } from '../architectures/policy.ts';
import type { PpoMetric } from '../architectures/ppo-objective.ts';
import type { KlEstimate } from '../training/objectives/kl-penalty.ts';
import { maskedMean, maskedVariance } from '../training/objectives/masked-statistics.ts';
import { meanSequenceKl } from '../training/objectives/ppo-advantages.ts';
import { momentsDeviation } from '../training/objectives/running-moments.ts';
import { openPolicy, type PpoOptions } from '../training/ppo/open-policy.ts';
import { ppoFeeds } from '../training/ppo/ppo-feeds.ts';
import type { PpoSettings } from '../training/ppo/ppo-settings.ts';
import { type PpoStep, PpoTrainer, type PpoUpdate } from '../training/ppo/ppo-trainer.ts';
import { canonicalTensors } from '../weights/canonical-names.ts';
import { parseModelConfig } from '../weights/configs.ts';
import { readCheckpoint } from '../weights/read-checkpoint.ts';
import {
  compareExact,
  compareGradient,
  compareNested,
  compareParameter,
  compareRelative,
  type Nested,
  outputTolerance,
} from './compare.ts';
import type { PpoRunGolden, PpoStepGolden } from './ppo-goldens.ts';
import { compareInUnit, lossUnit, statisticUnit, statsLines } from './ppo-statistics.ts';
import type { ReferenceFile } from './reference-kinds.ts';
import { compared, skipped, type VerificationLine } from './report.ts';

/** Losses and norms of steps. */
const stepTolerance = 1e-4;

interface Loaded {
  readonly config: PolicyConfig;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** One whole step of TRL's PPOTrainer: forward passes, rewards, advantages, updates, and the weights after them. */
export async function* verifyPpoStep({
  name,
  dir,
  golden,
  options,
}: ReferenceFile<PpoStepGolden>): AsyncGenerator<VerificationLine> {
  const { kl_penalty } = golden.meta.config;
  if (!['kl', 'abs', 'mse'].includes(kl_penalty))
    return yield skipped(name, 'all', `the penalty "${kl_penalty}" needs whole distributions`);
  const policy = loadPolicy(join(dir, 'ppo_policy'), { withValueHead: true });
  const reference = loadPolicy(join(dir, 'ppo_ref'), { withValueHead: false });
  const shared = { ...options, config: policy.config, policy: policy.weights, reference: reference.weights };
  yield* inputLines(name, golden, policy.config);
  const runs = { as_published: 'first-update', clip_every_step: 'every-update' } as const;
  let isFirst = true;
  for (const [key, normClipping] of Object.entries(runs)) {
    const expected = golden[key as keyof typeof runs];
    if (!expected) continue;
    const settings = settingsOf(golden, normClipping);
    const run = { ...shared, settings, seed: 0 };
    const found = await stepOnce(run, golden);
    if (isFirst) yield* forwardLines(name, golden, found.step);
    if (isFirst) yield* await gradientLines(name, golden, { run, step: found.step });
    isFirst = false;
    yield* updateLines(`${key}.minibatch_steps`, { name, expected, step: found.step, settings });
    yield* parameterLines(`${key}.params_after`, { name, expected, parameters: found.parameters });
  }
}

function loadPolicy(dir: string, { withValueHead }: { readonly withValueHead: boolean }): Loaded {
  const stored = readCheckpoint(dir);
  const file = join(dir, 'config.json');
  const config = parseModelConfig(stored.config, file);
  if (config.model_type === 'bert') throw new WorkbenchError('bad-input', `${file} is no language model.`);
  const additional = withValueHead ? { additional: valueHeadTensors(config) } : {};
  const tensors = canonicalTensors(stored.tensors, config, additional);
  return { config, weights: new Map([...tensors].map(([key, tensor]) => [key, tensor.read()])) };
}

function settingsOf(
  { meta: { config } }: PpoStepGolden,
  normClipping: PpoSettings['normClipping'],
): PpoSettings {
  return {
    epochs: config.ppo_epochs,
    miniBatch: config.mini_batch_size,
    accumulation: 1,
    maxNorm: config.max_grad_norm,
    normClipping,
    klEstimate: config.kl_penalty as KlEstimate,
    adaptiveKl: { target: config.target, horizon: config.horizon },
    klCoefficient: config.init_kl_coef,
    scores: { scale: config.use_score_scaling, centre: config.use_score_norm, limit: null },
    advantages: { gamma: config.gamma, lambda: config.lam, whitenRewards: config.whiten_rewards },
    clipping: {
      policyRange: config.cliprange,
      valueRange: config.cliprange_value,
      valueWeight: config.vf_coef,
      ratioLimit: config.ratio_threshold,
    },
    skipFirstToken: true,
    referenceWeight: 0,
    dropout: false,
    passes: 'shuffled',
  };
}

function rolloutsOf({ inputs }: PpoStepGolden): Rollout[] {
  return inputs.queries.map((query, at) => ({ query, response: inputs.responses[at] ?? [] }));
}

async function stepOnce(run: PpoOptions, golden: PpoStepGolden) {
  const trainer = await PpoTrainer.create(run);
  const step = await trainer.step(rolloutsOf(golden), golden.inputs.scores, {
    learningRate: golden.meta.config.learning_rate,
  });
  const parameters = new Map(trainer.parameters);
  await trainer.dispose();
  return { step, parameters };
}

function inputLines(name: string, golden: PpoStepGolden, config: PolicyConfig): VerificationLine[] {
  const { rows } = policyBatch(config, rolloutsOf(golden));
  return Object.entries(golden.model_inputs).map(([key, expected]) =>
    compared(name, `model_inputs.${key}`, compareExact(rows[key] ?? [], expected)),
  );
}

function forwardLines(name: string, golden: PpoStepGolden, step: PpoStep): VerificationLine[] {
  const { rollouts, targets, klCoefficient } = step;
  const { moments } = targets.progress;
  const output = (quantity: string, found: Nested, expected: Nested) =>
    compared(name, quantity, compareNested(found, expected, outputTolerance));
  const sizes = targets.kl.map((row) => row.map(Math.abs));
  const klUnit = meanSequenceKl(sizes, rollouts.mask);
  return [
    output('forward.logprobs', rollouts.logProbabilities, golden.forward.logprobs),
    output('forward.ref_logprobs', rollouts.referenceLogProbabilities, golden.forward.ref_logprobs),
    output('forward.values', rollouts.values, golden.forward.values),
    compared(name, 'forward.mask', compareExact(rollouts.mask, golden.forward.mask)),
    output('scores_after_running_norm', targets.scores, golden.scores_after_running_norm),
    output('running.mean', moments.mean, golden.running.mean),
    output('running.std', momentsDeviation(moments), golden.running.std),
    output('rewards.rewards', targets.rewards, golden.rewards.rewards),
    output('rewards.non_score_reward', targets.nonScoreRewards, golden.rewards.non_score_reward),
    output('rewards.kl', targets.kl, golden.rewards.kl),
    output('advantages.values_masked', targets.values, golden.advantages.values_masked),
    output('advantages.advantages', targets.advantages, golden.advantages.advantages),
    output('advantages.returns', targets.returns, golden.advantages.returns),
    compared(
      name,
      'objective_kl',
      compareInUnit(targets.meanKl, golden.objective_kl, { unit: klUnit, tolerance: outputTolerance }),
    ),
    compared(name, 'kl_coef_after', compareRelative(klCoefficient, golden.kl_coef_after, 1e-7)),
  ];
}

/** The gradient of the first update, scaled as clipping scales it. */
async function gradientLines(
  name: string,
  { first_step_grads_after_clip: golden = {}, ...rest }: PpoStepGolden,
  { run, step }: { readonly run: PpoOptions; readonly step: PpoStep },
): Promise<VerificationLine[]> {
  const rollouts = rolloutsOf(rest);
  const rows = [...rollouts.keys()].slice(0, run.settings.miniBatch);
  if (rows.length < rollouts.length)
    return [skipped(name, 'first_step_grads_after_clip', 'the order of mini batches is not known')];
  const policy = await openPolicy(run, { isClipping: true });
  const pass = { rows, rollouts, scored: step.rollouts, targets: step.targets };
  const { gradients, gradientNorm } = await policy.trainer.gradients(ppoFeeds(run.config, pass));
  await policy.dispose();
  const factor = Math.min(1, run.settings.maxNorm / (gradientNorm + 1e-6));
  return Object.entries(golden).map(([key, summary]) => {
    const quantity = `first_step_grads_after_clip.${key}`;
    const gradient = gradients.get(ownName(key));
    return gradient
      ? compared(
          name,
          quantity,
          compareGradient(
            gradient.map((value) => value * factor),
            summary,
            gradientNorm * factor,
          ),
        )
      : skipped(name, quantity, 'the policy has no such parameter');
  });
}

/** TRL puts the model's parameters under a prefix in memory, and takes it away when it saves them. */
function ownName(parameter: string): string {
  return parameter.replace(/^pretrained_model\./, '');
}

interface RunCase {
  readonly name: string;
  readonly expected: PpoRunGolden;
}

function updateLines(
  quantity: string,
  { name, expected, step, settings }: RunCase & { readonly step: PpoStep; readonly settings: PpoSettings },
): VerificationLine[] {
  return expected.minibatch_steps.flatMap((golden, index) => {
    const update = step.updates[index];
    if (!update) return [skipped(name, `${quantity}.${index}`, 'there was no such update')];
    const at = `${quantity}.${index}`;
    const scalar = (key: string, found: number, value: number) =>
      compared(
        name,
        `${at}.${key}`,
        compareInUnit(found, value, { unit: Math.max(Math.abs(value), lossUnit), tolerance: stepTolerance }),
      );
    const { policy_loss: policyLoss, value_loss: valueLoss } = update.metrics;
    const isClipped = settings.normClipping === 'every-update' || index === 0;
    return [
      scalar('policy_loss', policyLoss, golden.policy_loss),
      scalar(
        'value_loss_times_vf_coef',
        settings.clipping.valueWeight * valueLoss,
        golden.value_loss_times_vf_coef,
      ),
      ...statsLines(golden.stats, {
        case: name,
        quantity: `${at}.stats`,
        found: updateStatistics(update, step),
        tolerance: stepTolerance,
        unitOf: (key) => statisticUnit(key, golden.stats),
      }),
      isClipped
        ? scalar('norm_returned_by_clip', update.gradientNorm, golden.norm_returned_by_clip)
        : skipped(name, `${at}.norm_returned_by_clip`, 'this update is not clipped'),
    ];
  });
}

const metricNames: Readonly<Record<string, PpoMetric>> = {
  'loss/policy': 'policy_loss',
  'loss/value': 'value_loss',
  'policy/entropy': 'entropy',
  'policy/approxkl': 'approximate_kl',
  'policy/policykl': 'policy_kl',
  'policy/clipfrac': 'policy_clipped',
  'val/vpred': 'value_mean',
  'val/error': 'value_error',
  'val/clipfrac': 'value_clipped',
};

function updateStatistics(
  { loss, metrics }: PpoUpdate,
  { rollouts, targets }: PpoStep,
): Record<string, number> {
  const { mask } = rollouts;
  const fromGraph = Object.entries(metricNames).map(([key, metric]) => [key, metrics[metric]]);
  return {
    ...Object.fromEntries(fromGraph),
    'loss/total': loss,
    'policy/advantages_mean': maskedMean(targets.advantages, mask),
    'returns/mean': maskedMean(targets.returns, mask),
    'returns/var': maskedVariance(targets.returns, mask),
    'val/mean': maskedMean(targets.values, mask),
    'val/var': maskedVariance(targets.values, mask),
  };
}

function parameterLines(
  quantity: string,
  { name, expected, parameters }: RunCase & { readonly parameters: ReadonlyMap<string, Float32Array> },
): VerificationLine[] {
  return Object.entries(expected.params_after).map(([key, summary]) => {
    const found = parameters.get(ownName(key));
    return found
      ? compared(name, `${quantity}.${key}`, compareParameter(found, summary))
      : skipped(name, `${quantity}.${key}`, 'the policy has no such parameter');
  });
}
