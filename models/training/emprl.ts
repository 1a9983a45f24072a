import { join, resolve } from 'node:path';
import { WorkbenchError } from '#lib/errors.ts';
import { createRandom, shuffled } from '#lib/rng.ts';
import { freshValueHead } from '../architectures/policy.ts';
import type { Engine } from '../runtime/engine/open-engine.ts';
import { openLiveEngine } from '../runtime/engine/open-live-engine.ts';
import type { DialogueSource } from './data/data-source.ts';
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
import { type EmprlConfig, emprlConfig, policySettings, rolloutSettings } from './ppo/emprl-config.ts';
import { type PolicyTask, runPolicy } from './ppo/policy-run.ts';
import { loadPolicyState, newPolicyState, type PolicyState, type SavedPolicy } from './ppo/policy-state.ts';
import { ppoSettings } from './ppo/ppo-config.ts';
import { PpoTrainer } from './ppo/ppo-trainer.ts';
import { heldOutContexts, referenceLevels } from './ppo/reference-levels.ts';
import type { TargetLevels } from './ppo/target-levels.ts';
import { type ReplyPairs, readReplyPairs } from './t5/reply-pairs.ts';
import { type StartingT5, startingT5 } from './t5/starting-t5.ts';

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
  const held = settings.validation ? await read([settings.validation], Number.POSITIVE_INFINITY) : null;

  const origin = await originOf(settings, { context, raw, start });
  const fingerprint = fingerprintOf(origin);
  const saved = loadPolicyState(context.out, fingerprint);
  prepareTrainedFolder(context.out, { config: start.config, tokenizer: start.tokenizerDir });

  const opened: Disposable[] = [];
  const keep: Keep = (part) => {
    opened.push(part);
    return part;
  };
  try {
    const parts = { settings, context, start, learned, held, plan, steps, saved };
    const task = { ...(await openTask(parts, { open, keep })), fingerprint };
    if (saved) context.note(`Going on from step ${saved.loop.step} of ${steps}.`);
    const state = await runPolicy(task, context, saved ?? newPolicyState);
    return finish(state, { origin, context, steps });
  } finally {
    for (const part of opened.reverse()) await part.dispose();
  }
}

interface Disposable {
  dispose(): Promise<void>;
}

/** Takes note of something that is to be closed at the end. */
type Keep = <Part extends Disposable>(part: Part) => Part;

interface TrainingParts {
  readonly settings: EmprlConfig;
  readonly context: TrainingContext;
  readonly start: StartingT5;
  readonly learned: ReplyPairs;
  readonly held: ReplyPairs | null;
  readonly plan: EpochPlan;
  readonly steps: number;
  readonly saved: SavedPolicy | undefined;
}

async function openTask(
  { settings, context, start, learned, held, plan, steps, saved }: TrainingParts,
  { open, keep }: Pick<EmprlParts, 'open'> & { readonly keep: Keep },
): Promise<Omit<PolicyTask, 'fingerprint'>> {
  // Identifiers: the levels they give to references are what replies are rewarded for.
  const openSet = async (dir: string) => keep(await open(resolve(context.dataDir, dir), runOptions(context)));
  const identifiers = await openSet(settings.identifiers);
  const judge = settings.judge ? await openSet(settings.judge) : null;
  const { tokenizer, tokens } = start;
  const shared = { tokenizer, identifiers, context };
  const rows = rowsUpTo(plan, steps);
  const levels = saved?.targets ?? (await referenceLevels(rows, { ...shared, pairs: learned }));
  const heldOut =
    held && (await heldOutContexts(heldRows(held, settings), { ...shared, pairs: held, judge }));

  // Policy, critic and reference; and the engine that draws rollouts with the policy's weights as they stand.
  const ppo = keep(await createPpo(settings, context, start));
  if (saved) await ppo.restore(saved.ppo);
  const engine = keep(await rolloutEngine(settings, { context, start, ppo }));
  return {
    ppo,
    sampler: { engine, tokenizer, settings: rolloutSettings(settings, tokens) },
    identifiers,
    startToken: tokens.start,
    plan,
    steps,
    source: (row) => Array.from(learned.pair(row).source),
    reference: settings.ppo.referenceWeight > 0 ? (row) => Array.from(learned.pair(row).target) : null,
    targets: new Map(rows.map((row, place) => [row, levels[place] as TargetLevels])),
    heldOut,
    publish: () => writeTrainedWeights(context.out, start.config, ppo.parameters),
    settings: policySettings(settings),
  };
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

/** Contexts to evaluate on, drawn once. */
function heldRows({ lengths }: ReplyPairs, { seed, validationContexts }: EmprlConfig): number[] {
  return shuffled([...lengths.keys()], createRandom(seed, 'held out')).slice(0, validationContexts);
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
