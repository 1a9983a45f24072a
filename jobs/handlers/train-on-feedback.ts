import { rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import type { z } from 'zod';
import { trainedPath } from '#db/location.ts';
import { findGenerator } from '#db/queries/generator-systems.ts';
import { completeTraining, findTraining, type Training } from '#db/queries/trainings.ts';
import type { trainOnFeedbackJob } from '#jobs/definitions/train-on-feedback.ts';
import type { JobContext, JobHandler } from '#jobs/job-context.ts';
import { inputFiles, trainingSettings } from '#jobs/training/training-settings.ts';
import { WorkbenchError } from '#lib/errors.ts';
import {
  checkpointFolder,
  checkpointHash,
  isModelDefinition,
  parseDevices,
  parseSystemDefinition,
} from '#models/client.ts';
import { earlierTrainings, modelCard, trainingRecordOf } from '#models/training/model-card.ts';
import { trainInProcess } from './train/train-in-process.ts';
import type { TrainingOrder } from './train/training-messages.ts';
import { writeInput } from './train/write-input.ts';

/** A retry goes on from the training's last checkpoint; one whose checkpoint is made already does nothing more. */
export const trainOnFeedbackHandler: JobHandler<z.infer<typeof trainOnFeedbackJob.payload>> = {
  run: async ({ training: id }, context) => {
    const folder = join(trainedPath(context.dataDir), id);
    const out = join(folder, 'model');
    const training = findTraining(context.db, id);
    if (training.checkpoint === null) await make(training, { ...context, folder, out });
    // Nobody goes on with it any more, and it is three times the size of the model.
    rmSync(join(out, 'state'), { recursive: true, force: true });
    const { checkpoint, system } = findTraining(context.db, id);
    return { training: id, system, checkpoint };
  },
};

interface TrainingPlace extends JobContext {
  readonly folder: string;
  readonly out: string;
}

async function make(training: Training, place: TrainingPlace): Promise<void> {
  const { db, dataDir, folder, out, signal, onProgress } = place;
  const settings = trainingSettings.parse(training.settings);
  const init = await startOf(training, place);
  const input = join(folder, 'input');
  onProgress({ message: 'Collecting what is to be learned', done: 0, total: null });
  writeInput(db, { training, settings, dir: input });
  const [device = 'cpu'] = parseDevices(process.env.WORKBENCH_DEVICES);
  const order: TrainingOrder = {
    recipe: settings.recipe,
    config: join(input, inputFiles.config),
    dataDir: input,
    out,
    init,
    processFile: join(folder, 'process.json'),
    device,
    // The other half is for those who talk with systems meanwhile.
    threads: Math.max(1, Math.floor(availableParallelism() / 2)),
  };
  const figures = await trainInProcess(order, { signal, onProgress });
  writeCard(training, { out, init });
  const checkpoint = await checkpointHash(out);
  completeTraining(db, { id: training.id, checkpoint, folder: relative(dataDir, out), figures });
}

/** The folder of the checkpoint that the training begins from, which is to be the one it was asked for. */
async function startOf({ system: name, startedFrom }: Training, { db }: TrainingPlace): Promise<string> {
  const system = parseSystemDefinition(findGenerator(db, name).definition, `The system ${name}`);
  if (!isModelDefinition(system)) throw new WorkbenchError('bad-input', `${name} has no checkpoint.`);
  const init = checkpointFolder(system.checkpoint);
  if ((await checkpointHash(init)) === startedFrom) return init;
  throw new WorkbenchError(
    'conflict',
    `Another checkpoint of ${name} has come into service since this training was asked for. Start a new one.`,
  );
}

function writeCard(
  { system, kind }: Training,
  { out, init }: { readonly out: string; readonly init: string },
): void {
  const record = trainingRecordOf(out);
  if (!record) throw new Error('a training that is over has left its record');
  const earlier = trainingRecordOf(init) ? earlierTrainings(record, [init]) : [];
  const name = `${system}, ${kind === 'active' ? 'taught by corrections' : 'after negative training'}`;
  writeFileSync(join(out, 'README.md'), modelCard({ name, record, earlier }));
}
