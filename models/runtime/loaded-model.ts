import { WorkbenchError } from '#lib/errors.ts';
import { forwardGraph } from '../architectures/forward-graph.ts';
import { modelInputs, type TokenBatch } from '../architectures/model-inputs.ts';
import type { ModelConfig } from '../weights/configs.ts';
import { loadModelCheckpoint, type ModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { type OutputTensor, openForward } from './forward-session.ts';
import type { SessionOptions } from './session.ts';

export type { OutputTensor } from './forward-session.ts';

/** A whole model ready to run on whole sequences, without a cache. */
export interface LoadedModel {
  readonly config: ModelConfig;
  /** What it can compute: `logits`, `hidden_states.0`, …, as `forwardGraph` names them. */
  readonly outputs: readonly string[];
  /** Computes the named outputs for a batch of rows of equal length. */
  run(batch: TokenBatch, outputs: readonly string[]): Promise<Readonly<Record<string, OutputTensor>>>;
  /** [batch, length, vocabulary] or, of a classifier, [batch, labels]. */
  logits(batch: TokenBatch): Promise<OutputTensor>;
  dispose(): Promise<void>;
}

/**
 * Opens a Hugging Face directory for forward runs.
 * @throws WorkbenchError `bad-input` that names the file and the tensor or key at fault
 */
export async function loadModel(dir: string, options: SessionOptions = {}): Promise<LoadedModel> {
  return openModel(loadModelCheckpoint(dir), options);
}

/** As `loadModel`, from a checkpoint that has been read or made. */
export async function openModel(
  checkpoint: ModelCheckpoint,
  options: SessionOptions = {},
): Promise<LoadedModel> {
  const { config } = checkpoint;
  const session = await openForward(forwardGraph(config), checkpoint.tensors, options);
  const run: LoadedModel['run'] = async (batch, names) => session.run(modelInputs(config, batch), names);
  return {
    config,
    outputs: session.outputs,
    run,
    logits: async (batch) => {
      const { logits } = session.outputs.includes('logits') ? await run(batch, ['logits']) : {};
      if (logits) return logits;
      throw new WorkbenchError('bad-input', 'This model has no head, so it gives no logits.');
    },
    dispose: () => session.dispose(),
  };
}
