import { join } from 'node:path';
import { loopSettings } from './loop-config.ts';
import type { TrainingContext, TrainingSummary } from './recipe.ts';
import { type TrainingTask, train } from './train.ts';
import { hashesOf, hashOf, weightFiles } from './trained-folder.ts';
import { fingerprintOf, type LoopState } from './training-state.ts';
import { writeJsonAtomically } from './write-atomically.ts';

/** What a training is known by, and what its record holds besides. */
export interface RecordedTraining {
  readonly recipe: string;
  readonly settings: Parameters<typeof loopSettings>[0];
  /** The config as its file holds it. */
  readonly raw: unknown;
  readonly context: TrainingContext;
  /** Files of data, from --data. */
  readonly sources: readonly string[];
  /** The folder of the tokenizer. */
  readonly tokenizer: string;
  /** Further folders whose weights it starts from, by what they give. */
  readonly startsFrom?: Readonly<Record<string, string>>;
  /** What is to stand among the numbers of `training.json`. */
  readonly numbers: Readonly<Record<string, unknown>>;
  /** What is measured on the weights that were kept, for the same place. */
  readonly measure?: () => Promise<Readonly<Record<string, unknown>>>;
}

/**
 * Trains to the end, lets go of the trainer, and writes `training.json`: recipe, config, SHA-256 of data, tokenizer and
 * starting weights, what was reached, and the commit. Two trainings for which all but the last two are equal take the
 * same steps. Throws as `train` does.
 */
export async function trainAndRecord(
  task: Omit<TrainingTask, 'fingerprint' | 'settings'>,
  training: RecordedTraining,
): Promise<TrainingSummary> {
  const { context } = training;
  try {
    const origin = await originOf(training);
    const settings = loopSettings(training.settings);
    const end = await train({ ...task, fingerprint: fingerprintOf(origin), settings }, context);
    const measured = await training.measure?.();
    const numbers = { ...end, ...training.numbers, totalSteps: task.totalSteps, ...measured };
    writeJsonAtomically(join(context.out, 'training.json'), { ...origin, numbers, commit: context.commit });
    return { line: summaryLine(end), numbers };
  } finally {
    await task.trainer.dispose();
  }
}

/** What makes a training this one: recipe, config, and SHA-256 of all it is made from. */
export async function originOf(training: Omit<RecordedTraining, 'numbers' | 'settings'>) {
  const { recipe, raw, context, sources, tokenizer, startsFrom = {} } = training;
  const { init } = context;
  const further: Record<string, Record<string, string>> = {};
  for (const [part, dir] of Object.entries(startsFrom)) further[part] = await hashesOf(dir, weightFiles(dir));
  return {
    recipe,
    config: raw,
    data: await hashesOf(context.dataDir, sources),
    tokenizer: await hashOf(join(tokenizer, 'tokenizer.json')),
    init: init ? await hashesOf(init, weightFiles(init)) : null,
    ...further,
  };
}

function summaryLine({ step, tokens, best }: LoopState): string {
  const found = best ? `; best validation loss ${best.loss.toFixed(4)} after step ${best.step}` : '';
  return `${step} steps over ${tokens} tokens${found}.`;
}
