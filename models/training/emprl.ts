import { join, resolve } from 'node:path';
import { setImmediate as macrotask } from 'node:timers/promises';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { createRandom, shuffled } from '#lib/rng.ts';
import { freshValueHead } from '../architectures/policy.ts';
import { decodingSettings } from '../decoding/decoding-settings.ts';
import type { Engine } from '../runtime/engine/open-engine.ts';
import { openLiveEngine } from '../runtime/engine/open-live-engine.ts';
import { type DialogueSource, dialogueSource } from './data/data-source.ts';
import { type EpochPlan, planEpochs } from './framework/epochs.ts';
import { defineRecipe, type TrainingContext, type TrainingSummary } from './framework/recipe.ts';
import {
  hashesOf,
  hashOf,
  prepareTrainedFolder,
  weightFiles,
  writeTrainedWeights,
} from './framework/trained-folder.ts';
import { fingerprintOf } from './framework/training-state.ts';
import { writeJsonAtomically } from './framework/write-atomically.ts';
import { type Identifiers, openIdentifiers } from './identifiers/open-identifiers.ts';
import type { HeldOut, Judge } from './ppo/evaluate-policy.ts';
import { PolicyRun, type PolicySettings } from './ppo/policy-run.ts';
import { loadPolicyState, newPolicyState, type PolicyState } from './ppo/policy-state.ts';
import { ppoFields, ppoSettings } from './ppo/ppo-config.ts';
import { PpoTrainer } from './ppo/ppo-trainer.ts';
import { plainText } from './ppo/sample-replies.ts';
import { type TargetLevels, targetLevels } from './ppo/target-levels.ts';
import { t5Lengths } from './t5/context-text.ts';
import { type ReplyPairs, readReplyPairs } from './t5/reply-pairs.ts';
import { type StartingT5, startingT5 } from './t5/starting-t5.ts';

/** EmpRL's settings are the defaults; see `ppoFields` for what TRL does besides. */
export const emprlConfig = z.strictObject({
  /** The folder of the identifiers that give the rewards, and the target levels, from --data. */
  identifiers: z.string(),
  /** A second set, trained on other posts, that looks on at evaluations and chooses nothing, from --data. */
  judge: z.string().optional(),
  /** Files of dialogues whose contexts are answered and whose listeners' replies set the target levels. */
  data: z.array(dialogueSource).min(1),
  /** A file of dialogues for evaluations, never one that is learned from; without it the last weights are the result. */
  validation: dialogueSource.optional(),
  /** Evaluate so many contexts of it at most, drawn once. */
  validationContexts: z.int().min(2).default(200),
  /** The order of contexts, the value head, and the rollouts follow from it. */
  seed: z.int().min(0).default(42),
  /** Times each context is answered. */
  epochs: z.int().min(1).default(3),
  /** End after so many steps; the learning rate falls over all epochs nevertheless. EmpRL's tested model: 1600. */
  steps: z.int().min(1).optional(),
  /** Rollouts of a step. An incomplete step at an epoch's end is left out, as in TRL. */
  rollouts: z.int().min(2).default(32),
  /** Adam's rate at the start. */
  learningRate: z.number().positive().default(1e-5),
  /** Steps over which it rises from 0. */
  warmupSteps: z.int().min(0).default(0),
  /** How it falls after that. */
  schedule: z.enum(['constant', 'linear', 'cosine']).default('linear'),
  /** The most tokens of a context, its end included; the newest stay. */
  maxSource: z.int().min(2).default(t5Lengths.source),
  /** The most tokens of a reference before its end, which the target levels are found of. */
  maxTarget: z.int().min(1).default(t5Lengths.target),
  /** How rollouts are drawn. */
  decoding: z
    .strictObject({
      topK: z.int().min(0).default(20),
      topP: z.number().positive().max(1).default(1),
      temperature: z.number().positive().default(0.9),
      /** No end before so many tokens, the decoder's start token among them, as transformers counts. */
      minLength: z.int().min(0).default(5),
      /** The most tokens, the start token among them. */
      maxLength: z.int().min(2).default(30),
    })
    .prefault({}),
  /** How PPO steps. */
  ppo: z.strictObject(ppoFields).prefault({}),
  /** Steps between points of the curve. */
  logEvery: z.int().min(1).default(1),
  /** Steps between evaluations. */
  validateEvery: z.int().min(1).default(50),
  /** Minutes between checkpoints. */
  checkpointMinutes: z.number().min(0).default(5),
  /** The training ends early where a step's mean divergence leaves ± so many nats an answer. */
  klLimit: z.number().positive().default(50),
  /** The best weights have a perplexity by word of at most so many times that of the start. */
  perplexityLimit: z.number().positive().default(1.1),
  /** And at least so many times its distinct-2. */
  distinctLimit: z.number().min(0).default(1),
  /** The training ends early after so many evaluations without better weights. */
  patience: z.int().min(1).optional(),
});

type EmprlConfig = z.infer<typeof emprlConfig>;

/** EmpRL (Ma et al. 2024): a T5 of `t5-sft` under PPO, rewarded for the levels of empathy of the reference. */
export const emprlRecipe = defineRecipe({
  name: 'emprl',
  summary: 'EmpRL: PPO from a t5-sft folder, rewarded for the empathy levels of the references',
  config: emprlConfig,
  run: (settings, context, raw) => trainEmprl(settings, context, { raw, open: openIdentifiers }),
});

export interface EmprlParts {
  /** The config as its file holds it. */
  readonly raw: unknown;
  readonly open: (dir: string, options: Pick<TrainingContext, 'threads' | 'device'>) => Promise<Identifiers>;
}

/** The whole training; `emprlRecipe` runs it with identifiers from their folders. */
export async function trainEmprl(
  settings: EmprlConfig,
  context: TrainingContext,
  { raw, open }: EmprlParts,
): Promise<TrainingSummary> {
  // The policy, which is the frozen reference as well at the start.
  if (!context.init)
    throw new WorkbenchError(
      'bad-input',
      'EmpRL starts from a T5 that answers: give its folder with --init.',
    );
  const start = startingT5({ seed: settings.seed, dropout: settings.ppo.dropout }, context);

  // Contexts and references as token ids; steps of contexts in an order of each epoch's own.
  const read = readerOf(settings, context, start);
  const learned = await read(settings.data, settings.maxTarget);
  const plan = planEpochs(settings.epochs, (epoch) => stepsOf(learned, settings, epoch));
  const steps = Math.min(settings.steps ?? plan.totalSteps, plan.totalSteps);
  if (steps === 0)
    throw new WorkbenchError(
      'bad-input',
      `There are fewer contexts than the ${settings.rollouts} of a step.`,
    );

  const origin = await originOf(settings, { context, raw, start });
  const fingerprint = fingerprintOf(origin);
  const saved = loadPolicyState(context.out, fingerprint);
  prepareTrainedFolder(context.out, { config: start.config, tokenizer: start.tokenizerDir });

  const opened: { dispose(): Promise<void> }[] = [];
  const keep = <Part extends { dispose(): Promise<void> }>(part: Part): Part => {
    opened.push(part);
    return part;
  };
  try {
    // Identifiers: their levels of the references are what replies are rewarded for.
    const identifiers = keep(await open(resolve(context.dataDir, settings.identifiers), runOptions(context)));
    const judge = settings.judge
      ? keep(await open(resolve(context.dataDir, settings.judge), runOptions(context)))
      : null;
    const rows = rowsUpTo(plan, steps);
    const levels = saved?.targets ?? (await levelsOf(rows, { pairs: learned, start, identifiers, context }));
    const heldOut = settings.validation
      ? await heldOutOf(await read([settings.validation], Number.POSITIVE_INFINITY), {
          settings,
          start,
          identifiers,
          judge,
          context,
        })
      : null;

    // Policy, critic, reference; and the engine that draws rollouts with the policy's weights as they stand.
    const ppo = keep(await createPpo(settings, context, start));
    if (saved) await ppo.restore(saved.ppo);
    const engine = keep(await rolloutEngine(settings, { context, start, ppo }));

    const task = {
      ppo,
      sampler: { engine, tokenizer: start.tokenizer, settings: rolloutSettings(settings, start) },
      identifiers,
      startToken: start.tokens.start,
      plan,
      steps,
      source: (row: number) => Array.from(learned.pair(row).source),
      targets: new Map(rows.map((row, place) => [row, levels[place] as TargetLevels])),
      heldOut,
      fingerprint,
      publish: () => writeTrainedWeights(context.out, start.config, ppo.parameters),
      settings: policySettings(settings),
    };
    const run = new PolicyRun(task, context, saved ?? newPolicyState);
    if (saved) context.note(`Going on from step ${saved.loop.step} of ${steps}.`);
    await run.begin();
    while (!run.isDone) {
      // The run of a step blocks this thread: without a macrotask between, no Ctrl-C would ever be seen.
      await macrotask();
      if (context.signal.aborted) return run.interrupt();
      await run.step();
    }
    return finish(run.state, { origin, context, steps });
  } finally {
    for (const part of opened.reverse()) await part.dispose();
  }
}

function runOptions({ threads, device }: TrainingContext) {
  return { ...(threads ? { threads } : {}), ...(device ? { device } : {}) };
}

function readerOf(settings: EmprlConfig, context: TrainingContext, { tokenizer, tokens }: StartingT5) {
  return (sources: readonly DialogueSource[], maxTarget: number) =>
    readReplyPairs(
      sources,
      { tokenizer, end: tokens.end, maxSource: settings.maxSource, maxTarget, targets: 'answers' },
      context,
    );
}

/** Whole steps of an epoch. */
function stepsOf({ lengths }: ReplyPairs, { rollouts, seed }: EmprlConfig, epoch: number): number[][] {
  const order = shuffled([...lengths.keys()], createRandom(seed, 'contexts', epoch));
  return Array.from({ length: Math.floor(order.length / rollouts) }, (_, step) =>
    order.slice(step * rollouts, (step + 1) * rollouts),
  );
}

/** The rows of the first steps, each once, in their order. */
function rowsUpTo(plan: EpochPlan, steps: number): number[] {
  const rows = new Set<number>();
  for (let step = 0; step < steps; step++) for (const row of plan.rowsOf(step)) rows.add(row);
  return [...rows].sort((a, b) => a - b);
}

interface LevelParts {
  readonly pairs: ReplyPairs;
  readonly start: StartingT5;
  readonly identifiers: Identifiers;
  readonly context: TrainingContext;
}

/** The levels of some references by a set of identifiers. */
function levelsOf(
  rows: readonly number[],
  { pairs, start: { tokenizer }, identifiers, context }: LevelParts,
): Promise<TargetLevels[]> {
  const exchanges = rows.map((row) => {
    const { source, target } = pairs.pair(row);
    return {
      context: plainText(tokenizer, Array.from(source)),
      response: plainText(tokenizer, Array.from(target)),
    };
  });
  return targetLevels(identifiers, exchanges, context);
}

/** Held-out contexts, drawn once, with the levels of their references by each set. */
async function heldOutOf(
  pairs: ReplyPairs,
  parts: Omit<LevelParts, 'pairs'> & { readonly settings: EmprlConfig; readonly judge: Identifiers | null },
): Promise<HeldOut> {
  const { settings, identifiers, judge, start } = parts;
  const order = shuffled([...pairs.lengths.keys()], createRandom(settings.seed, 'held out'));
  const rows = order.slice(0, settings.validationContexts);
  const judgeBy = async (set: Identifiers): Promise<Judge> => ({
    identifiers: set,
    targets: await levelsOf(rows, { ...parts, pairs, identifiers: set }),
  });
  const held = rows.map((row) => pairs.pair(row));
  const references = held.map(({ target }) => Array.from(target));
  const texts = references.map((reference) => plainText(start.tokenizer, reference));
  return {
    sources: held.map(({ source }) => Array.from(source)),
    references,
    words: texts.reduce((sum, text) => sum + text.split(' ').length + 1, 0),
    reward: await judgeBy(identifiers),
    judge: judge && (await judgeBy(judge)),
  };
}

function createPpo(settings: EmprlConfig, context: TrainingContext, start: StartingT5): Promise<PpoTrainer> {
  const reference = start.weights();
  const valueHead = freshValueHead(start.config, createRandom(settings.seed, 'value head'));
  return PpoTrainer.create({
    config: start.config,
    reference,
    policy: new Map([...reference, ...valueHead]),
    settings: ppoSettings(settings.ppo, settings.rollouts),
    seed: settings.seed,
    ...runOptions(context),
  });
}

function rolloutEngine(
  { rollouts }: EmprlConfig,
  { context, start, ppo }: { context: TrainingContext; start: StartingT5; ppo: PpoTrainer },
): Promise<Engine> {
  const rows = Math.min(rollouts, 64);
  return openLiveEngine({
    config: { ...start.config, decoder_start_token_id: start.tokens.start },
    parameters: ppo.parameters,
    rows,
    ...runOptions(context),
  });
}

function rolloutSettings({ decoding, seed }: EmprlConfig, { tokens }: StartingT5) {
  const { topK, topP, temperature, minLength, maxLength } = decoding;
  return decodingSettings({
    doSample: true,
    topK,
    topP,
    temperature,
    minLength,
    maxNewTokens: maxLength - 1,
    eosTokenIds: [tokens.end],
    padTokenId: tokens.pad,
    seed,
  });
}

function policySettings(settings: EmprlConfig): PolicySettings {
  const { schedule, learningRate, warmupSteps } = settings;
  const { logEvery, validateEvery, checkpointMinutes } = settings;
  const { klLimit, perplexityLimit, distinctLimit, patience } = settings;
  return {
    schedule: { form: schedule, peak: learningRate, warmupSteps },
    logEvery,
    validateEvery,
    checkpointMinutes,
    klLimit,
    perplexityLimit,
    distinctLimit,
    patience: patience ?? null,
  };
}

/** What makes this training this one: two with the same take the same steps. */
async function originOf(
  { data, validation, identifiers, judge }: EmprlConfig,
  { context, raw, start }: { context: TrainingContext; raw: unknown; start: StartingT5 },
) {
  const sources = [...data, ...(validation ? [validation] : [])].map(({ path }) => path);
  const weightsOf = (dir: string) => hashesOf(dir, weightFiles(dir));
  const setOf = (dir: string) => weightsOf(resolve(context.dataDir, dir));
  return {
    recipe: 'emprl',
    config: raw,
    data: await hashesOf(context.dataDir, sources),
    tokenizer: await hashOf(join(start.tokenizerDir, 'tokenizer.json')),
    init: context.init ? await weightsOf(context.init) : null,
    identifiers: await setOf(identifiers),
    judge: judge === undefined ? null : await setOf(judge),
  };
}

function finish(
  { loop, baseline }: PolicyState,
  { origin, context, steps }: { origin: object; context: TrainingContext; steps: number },
): TrainingSummary {
  const numbers = { ...loop, baseline, totalSteps: steps };
  writeJsonAtomically(join(context.out, 'training.json'), { ...origin, numbers, commit: context.commit });
  const { best, step, tokens } = loop;
  const found = best
    ? `; best reward ${(-best.loss).toFixed(4)} after step ${best.step}, ${baseline?.reward.reward.toFixed(4)} before the first`
    : '';
  return { line: `${step} steps over ${tokens} tokens${found}.`, numbers };
}
