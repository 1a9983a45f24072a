import type { Db } from '#db/client.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import { acceptedFeedback } from '#db/queries/feedback-review.ts';
import { findGenerator } from '#db/queries/generator-systems.ts';
import { addTraining, resumeTraining, type TrainingKind } from '#db/queries/trainings.ts';
import { WorkbenchError } from '#lib/errors.ts';
import {
  checkpointFolder,
  checkpointHash,
  isModelDefinition,
  parseSystemDefinition,
  type SystemDefinition,
} from '#models/client.ts';
import { trainOnFeedbackJob } from '../definitions/train-on-feedback.ts';
import { enqueueJob } from '../queue.ts';
import { refuseContradictions } from './report-lines.ts';
import { type TrainingSettings, trainingConfig } from './training-settings.ts';

/** Generators that can learn from people. LEMPEx has further losses, which neither recipe knows. */
const learning = ['caire', 't5-sft', 'emprl'];

/** Whether there is a recipe by which a system learns from people. */
export function canLearn(system: SystemDefinition): boolean {
  return learning.includes(system.generator);
}

export interface TrainingRequest {
  /** Its name. */
  readonly system: string;
  readonly kind: TrainingKind;
  /** Name of the dataset whose dialogues are learned beside. */
  readonly dataset: string;
  readonly by: string | null;
  readonly now: string;
}

/**
 * Queues a training of a system on what was accepted of it. Returns its id.
 * @throws WorkbenchError `not-found`; `bad-input` where the system cannot learn or nothing was accepted; `conflict`
 *   where one is under way or feedback contradicts itself
 */
export async function startTraining(db: Db, request: TrainingRequest): Promise<string> {
  const { system: name, kind, dataset, by, now } = request;
  const { id: systemId, definition } = findGenerator(db, name);
  const system = parseSystemDefinition(definition, `The system ${name}`);
  if (!isModelDefinition(system) || !canLearn(system))
    throw new WorkbenchError(
      'bad-input',
      `${name} cannot learn here: there are recipes for ${learning.join(', ')}.`,
    );
  findDataset(db, dataset);
  // First, for decisions may change while it is reckoned.
  const startedFrom = await checkpointHash(checkpointFolder(system.checkpoint));
  const accepted = acceptedFeedback(db, { systemId });
  const taught = kind === 'active' ? 'edit' : 'report';
  if (!accepted.some((each) => each.kind === taught))
    throw new WorkbenchError(
      'bad-input',
      `No ${taught} of ${name} is accepted yet: look through the feedback first.`,
    );
  refuseContradictions(accepted);
  const settings: TrainingSettings = { recipe: kind, dataset, config: trainingConfig(kind) };
  return addTraining(db, {
    systemId,
    kind,
    settings,
    startedFrom,
    // Negative training learns the edits too, and active learning measures the reports.
    feedback: accepted.map(({ id }) => id),
    createdBy: by,
    now,
    enqueue: (training) => enqueueJob(db, trainOnFeedbackJob, { payload: { training }, now }),
  });
}

/** Goes on with a training that stopped, from its last checkpoint. Throws as `resumeTraining`. */
export function goOnTraining(db: Db, { id, now }: { readonly id: string; readonly now: string }): void {
  resumeTraining(db, {
    id,
    enqueue: (training) => enqueueJob(db, trainOnFeedbackJob, { payload: { training }, now }),
  });
}
