import { WorkbenchError } from '#lib/errors.ts';
import type { SessionOptions } from '../../runtime/session.ts';
import { loadModelCheckpoint } from '../../weights/load-model-checkpoint.ts';
import type { TrainingContext } from '../framework/recipe.ts';
import { caireSystem } from './caire-system.ts';
import type { SystemSettings, SystemUnderTraining } from './system-under-training.ts';
import { t5System } from './t5-system.ts';

/** What is done with a system, whatever its items are. */
export type SystemTraining<Result> = <Item>(
  system: SystemUnderTraining<Item>,
  options: SessionOptions,
) => Promise<Result>;

/**
 * Opens the system of `--init`, a GPT in CAiRE's form or a T5 that answers.
 * @throws WorkbenchError `bad-input` where there is no `--init`, or it is neither
 */
export async function withSystem<Result>(
  settings: SystemSettings,
  context: TrainingContext,
  { name, train }: { readonly name: string; readonly train: SystemTraining<Result> },
): Promise<Result> {
  const { init, threads, device } = context;
  if (!init)
    throw new WorkbenchError(
      'bad-input',
      `${name} starts from a system that answers: give its folder with --init.`,
    );
  const options = { ...(threads ? { threads } : {}), ...(device ? { device } : {}) };
  const { config } = loadModelCheckpoint(init);
  if (config.model_type === 't5') {
    const dropout = config.dropout_rate;
    return train(await t5System(settings, context, { ...options, dropout }), options);
  }
  if (config.model_type === 'gpt2' || config.model_type === 'openai-gpt') {
    const dropout = { dropout: config.resid_pdrop, attentionDropout: config.attn_pdrop };
    return train(await caireSystem(settings, context, { ...options, dropout }), options);
  }
  throw new WorkbenchError('bad-input', `${init} is a ${config.model_type}: no system that answers.`);
}
