import { WorkbenchError } from '#lib/errors.ts';
import { type ForwardGraph, forwardGraph } from '../architectures/forward-graph.ts';
import { modelInputs, type TokenBatch } from '../architectures/model-inputs.ts';
import { serialise } from '../graph/serialise.ts';
import type { ModelConfig } from '../weights/configs.ts';
import { loadModelCheckpoint, type ModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { createSession, type SessionOptions } from './session.ts';

export interface OutputTensor {
  /** row-major */
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

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
  const forward = forwardGraph(config);
  const session = await createSession(modelBytes(forward, checkpoint), options);
  const outputs = Object.keys(forward.values);
  const run: LoadedModel['run'] = async (batch, names) => {
    const results = await session.run(modelInputs(config, batch), names);
    return Object.fromEntries(names.map((name) => [name, floats(name, results[name])]));
  };
  return {
    config,
    outputs,
    run,
    logits: async (batch) => {
      if (!outputs.includes('logits'))
        throw new WorkbenchError('bad-input', 'This model has no head, so it gives no logits.');
      return floats('logits', (await run(batch, ['logits'])).logits);
    },
    dispose: () => session.dispose(),
  };
}

function modelBytes({ graph, values }: ForwardGraph, { tensors }: ModelCheckpoint): Uint8Array {
  for (const [name, value] of Object.entries(values)) graph.output(value, name);
  return serialise(graph, {
    weights: 'embedded',
    data: ({ name }) => {
      const weight = tensors.get(name);
      if (weight) return weight.read();
      throw new Error(`the architecture asks for ${name}, which its configuration does not list`);
    },
  });
}

function floats(
  name: string,
  value: { readonly data: ArrayLike<number>; readonly shape: readonly number[] } | undefined,
): OutputTensor {
  if (value?.data instanceof Float32Array) return { data: value.data, shape: value.shape };
  throw new Error(`the session gave no floats for ${name}`);
}
