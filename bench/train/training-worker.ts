import { labelLoss, labelsTensor } from '#models/architectures/label-loss.ts';
import { modelInputs } from '#models/architectures/model-inputs.ts';
import { Graph } from '#models/graph/graph.ts';
import { matmul } from '#models/graph/ops/index.ts';
import { serialise } from '#models/graph/serialise.ts';
import { createModelTrainer } from '#models/runtime/model-trainer.ts';
import { createSession } from '#models/runtime/session.ts';
import type { Feeds } from '#models/runtime/trainer.ts';
import { residentMemory } from '../support/resident-memory.ts';
import { serveWorker } from '../support/worker-channel.ts';
import { drawnRows, type TrainingModelName, trainingCheckpoint, trainingModels } from './training-models.ts';

export interface TrainingRun {
  readonly model: TrainingModelName;
  readonly threads: number;
  readonly dropout: boolean;
  /** measured, after two that are not */
  readonly steps: number;
}

export interface TrainingRunResult {
  /** ms of each step */
  readonly steps: readonly number[];
  /** GFLOP/s of a product of two float32 matrices of 1024 × 1024, the best before, between and after the steps */
  readonly peak: number;
  /** largest resident bytes of the process, from /proc; undefined where the system has none */
  readonly memory: number | undefined;
}

async function train({ model, threads, dropout, steps }: TrainingRun): Promise<TrainingRunResult> {
  const shape = trainingModels[model];
  const checkpoint = trainingCheckpoint(shape);
  const trainer = await createModelTrainer(checkpoint, {
    loss: labelLoss,
    optimiser: { maxNorm: 1 },
    weightDecay: () => 0.01,
    dropout,
    threads,
  });
  const feeds = feedsOf(checkpoint.config, shape);
  const peaks = await createPeak(threads);
  const times: number[] = [];
  let peak = await peaks.measure();
  for (let i = 0; i < steps + 2; i++) {
    const started = performance.now();
    await trainer.step(feeds, 1e-4);
    if (i >= 2) times.push(performance.now() - started);
    peak = Math.max(peak, await peaks.measure());
  }
  const memory = residentMemory()?.largest;
  await peaks.dispose();
  await trainer.dispose();
  return { steps: times, peak, memory };
}

function feedsOf(
  config: Parameters<typeof modelInputs>[0],
  { rows, source, time }: (typeof trainingModels)[TrainingModelName],
): Feeds {
  const target = drawnRows(config, [rows, time]);
  const batch = source
    ? { input_ids: drawnRows(config, [rows, source]), decoder_input_ids: target }
    : { input_ids: target };
  return { ...modelInputs(config, batch), labels: labelsTensor(config, target) };
}

/** The product that a step is compared with; the machine's speed changes, so it is taken between the steps. */
async function createPeak(threads: number) {
  const size = 1024;
  const graph = new Graph();
  const [a, b] = [graph.input('a', 'float32', [size, size]), graph.input('b', 'float32', [size, size])];
  graph.output(matmul(a, b), 'product');
  const session = await createSession(serialise(graph, { weights: 'inputs' }), { threads });
  const values = Float32Array.from({ length: size * size }, (_, i) => (i % 17) / 17);
  return {
    measure: async () => {
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 8; i++) {
        const started = performance.now();
        await session.run({ a: values, b: values });
        best = Math.min(best, performance.now() - started);
      }
      return (2 * size ** 3) / best / 1e6;
    },
    dispose: () => session.dispose(),
  };
}

const handlers = { train };
export type TrainingHandlers = typeof handlers;

serveWorker(handlers);
