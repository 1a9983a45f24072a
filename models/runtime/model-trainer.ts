import { type ForwardGraph, forwardGraph } from '../architectures/forward-graph.ts';
import { seededDropout } from '../architectures/seeded-dropout.ts';
import type { Tensor } from '../graph/graph.ts';
import type { ModelCheckpoint } from '../weights/load-model-checkpoint.ts';
import { createTrainer, type Trainer, type TrainerOptions } from './trainer.ts';

export interface ModelTrainerOptions
  extends Omit<TrainerOptions, 'graph' | 'loss' | 'parameters' | 'metrics'> {
  /** Adds the loss, a scalar, to the model's graph. */
  readonly loss: (forward: ForwardGraph) => Tensor;
  /** Further scalars to report with the loss. */
  readonly metrics?: (forward: ForwardGraph) => Readonly<Record<string, Tensor>>;
  /** Drops out at the rates of the model's configuration while training; off by default. */
  readonly dropout?: boolean;
}

/** A trainer of one model as it stands in a checkpoint, fed with `modelInputs` and what the loss asks for. */
export async function createModelTrainer(
  checkpoint: ModelCheckpoint,
  { loss, metrics, dropout, ...options }: ModelTrainerOptions,
): Promise<Trainer> {
  const forward = forwardGraph(checkpoint.config, dropout ? seededDropout : undefined);
  const { graph } = forward;
  return createTrainer({
    ...options,
    graph,
    loss: loss(forward),
    parameters: checkpointWeights(checkpoint),
    ...(metrics ? { metrics: metrics(forward) } : {}),
  });
}

/** All weights of a checkpoint, as a trainer starts from them. */
export function checkpointWeights({ tensors }: ModelCheckpoint): Map<string, Float32Array> {
  return new Map([...tensors].map(([name, tensor]) => [name, tensor.read()]));
}
