import { parseModelConfig } from '#models/weights/configs.ts';
import { machineLine } from '../support/machine.ts';
import { median } from '../support/median.ts';
import { startWorker } from '../support/worker-channel.ts';
import { type TrainingModelName, trainingModelNames, trainingModels } from './training-models.ts';
import { trainingWork } from './training-work.ts';
import type { TrainingHandlers } from './training-worker.ts';

export interface TrainBenchOptions {
  /** Fewer steps, and two threads only. */
  readonly quick: boolean;
  readonly note: (line: string) => void;
}

export interface TrainBenchRow {
  readonly model: TrainingModelName;
  readonly threads: number;
  readonly dropout: boolean;
  readonly parameters: number;
  readonly tokens: number;
  readonly operations: number;
  /** ms of a step: the median, and the fastest */
  readonly step: number;
  readonly fastest: number;
  /** GFLOP/s of onnxruntime's product of 1024 × 1024 matrices in the same minutes */
  readonly peak: number;
  /** largest resident bytes of the process that trained */
  readonly memory: number | undefined;
}

export interface TrainBenchResult {
  readonly machine: string;
  readonly quick: boolean;
  readonly rows: readonly TrainBenchRow[];
}

/** Times whole training steps (feeds, forward, backward, clipping, AdamW), each model in a process of its own. */
export async function benchTrain({ quick, note }: TrainBenchOptions): Promise<TrainBenchResult> {
  const rows: TrainBenchRow[] = [];
  for (const model of trainingModelNames)
    for (const threads of quick ? [2] : [2, 1]) {
      note(`Training ${trainingModels[model].title} on ${threads} threads…`);
      rows.push(await benchModel(model, { threads, dropout: false, steps: quick ? 3 : 12 }));
    }
  note('Training GPT, 6 layers, with dropout…');
  rows.push(await benchModel('gpt-6', { threads: 2, dropout: true, steps: quick ? 3 : 12 }));
  return { machine: machineLine(), quick, rows };
}

async function benchModel(
  model: TrainingModelName,
  run: { readonly threads: number; readonly dropout: boolean; readonly steps: number },
): Promise<TrainBenchRow> {
  const shape = trainingModels[model];
  const worker = startWorker<TrainingHandlers>(new URL('training-worker.ts', import.meta.url));
  try {
    const { steps, peak, memory } = await worker.call('train', { model, ...run });
    return {
      model,
      threads: run.threads,
      dropout: run.dropout,
      ...trainingWork(parseModelConfig(shape.config, 'config.json'), shape),
      step: median(steps),
      fastest: Math.min(...steps),
      peak,
      memory,
    };
  } finally {
    await worker.stop();
  }
}
