import { z } from 'zod';
import type { Db } from '#db/client.ts';
import { findJob } from '#db/queries/jobs.ts';
import { listVersions } from '#db/queries/system-versions.ts';
import { declineTraining, findTraining, type Training } from '#db/queries/trainings.ts';
import { addTrialSystem } from '#db/queries/trial-systems.ts';
import { putIntoService, trainedDefinition } from '#jobs/training/put-into-service.ts';
import { concernSentences, refuseUnconfirmed, serviceConcerns } from '#jobs/training/service-concerns.ts';
import { trainingSettings } from '#jobs/training/training-settings.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { type ModelClient, parseSystemDefinition } from '#models/client.ts';
import { type LiveJob, liveJob } from '../job-view.server.ts';
import { confirmed, note } from './decision-fields.server.ts';
import { compareFigures, type TrainingComparison } from './training-figures.server.ts';

export interface TrainingPage {
  readonly training: Omit<Training, 'settings' | 'figures' | 'folder'>;
  /** Name of the dataset whose dialogues were learned beside. */
  readonly dataset: string | null;
  readonly comparison: TrainingComparison | null;
  /** From the beginning of its job to the end: what was measured before and after is part of it. */
  readonly seconds: number | null;
  /** What speaks against putting it into service just now, a sentence each. */
  readonly concerns: readonly string[];
  /** The version in service, where the training did not begin from it. */
  readonly undone: { readonly version: number; readonly trainingId: string | null } | null;
  /** While it is under way. */
  readonly job: LiveJob | null;
  /** Why it stopped, where it did. */
  readonly problem: string | null;
}

/** @throws WorkbenchError `not-found` */
export function readTrainingPage(
  db: Db,
  { system, id, now }: { readonly system: string; readonly id: string; readonly now: string },
): TrainingPage {
  const { settings, figures, folder: _, ...training } = findTraining(db, id);
  if (training.system !== system) throw new WorkbenchError('not-found', 'There is no such training.');
  const job = training.jobId === null ? null : findJob(db, training.jobId);
  const { systemId, startedFrom } = training;
  const isServing = training.status === 'in-service';
  const concerns = isServing ? null : serviceConcerns(db, { systemId, startedFrom, now });
  const undone = concerns?.undone ?? null;
  const dataset = datasetOf(settings);
  const other = undone?.trainingId ? findTraining(db, undone.trainingId) : null;
  return {
    training,
    dataset,
    // Figures of another training were measured on the same dialogues where it had the same dataset.
    comparison: compareFigures(
      figures,
      other && datasetOf(other.settings) === dataset ? other.figures : null,
    ),
    seconds:
      job?.startedAt && job.finishedAt
        ? (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000
        : null,
    concerns: concerns ? concernSentences(concerns) : [],
    undone: undone && { version: undone.version, trainingId: undone.trainingId },
    job: training.status === 'running' && job ? liveJob(job) : null,
    problem: training.status === 'failed' ? (job?.error ?? 'It was cancelled.') : null,
  };
}

function datasetOf(settings: Training['settings']): string | null {
  return trainingSettings.safeParse(settings).data?.dataset ?? null;
}

const form = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('serve'), note, confirmed }),
  z.object({ intent: z.literal('leave'), note }),
  z.object({ intent: z.literal('compare') }),
]);

export type TrainingForm = z.infer<typeof form>;

/** Undefined for a form that this page does not have. */
export function parseTrainingForm(data: FormData): TrainingForm | undefined {
  return form.safeParse(Object.fromEntries(data)).data;
}

interface TrainingAction {
  readonly id: string;
  readonly by: string;
  readonly dataDir: string;
  readonly now: string;
  readonly models: Pick<ModelClient, 'warm'>;
}

/**
 * Does what a form of the page asks for. Returns the names of the two systems where they are to be compared live.
 * @throws WorkbenchError as what it calls
 */
export async function changeTraining(
  db: Db,
  asked: TrainingForm,
  { id, by, dataDir, now, models }: TrainingAction,
): Promise<readonly string[] | null> {
  const training = findTraining(db, id);
  if (asked.intent === 'leave') declineTraining(db, { id, by, note: asked.note, now });
  else if (asked.intent === 'serve') {
    const definition = trainedDefinition(db, training, dataDir);
    const change = {
      systemId: training.systemId,
      system: training.system,
      startedFrom: training.startedFrom,
      now,
    };
    refuseUnconfirmed(db, { ...change, isConfirmed: asked.confirmed, note: asked.note });
    // It is loaded beside the old one first, so that nobody waits for it, and so that one that cannot answer stays out.
    await models.warm(definition);
    await putIntoService(db, { id, by, note: asked.note, isConfirmed: asked.confirmed, dataDir, now });
  } else return compared(db, training, { dataDir, now });
  return null;
}

/**
 * Registers the one of the two checkpoints that the system does not answer with under a name of its own, so that both
 * can answer side by side.
 */
function compared(
  db: Db,
  training: Training,
  { dataDir, now }: { readonly dataDir: string; readonly now: string },
): readonly string[] {
  const { system, systemId, id, status, startedFrom } = training;
  const isServing = status === 'in-service';
  const old = listVersions(db, systemId).find(({ checkpoint }) => checkpoint === startedFrom);
  const other = isServing && old ? old.definition : trainedDefinition(db, training, dataDir);
  // A name has at most 80 characters.
  const name = `${system.slice(0, 55).trim()} ${isServing ? 'before ' : ''}training ${id.slice(-6)}`;
  const definition = parseSystemDefinition({ ...other, name }, name);
  const description = `${system} ${isServing ? 'before' : 'after'} a training on what people said, to be compared with it.`;
  addTrialSystem(db, { name, description, definition, trainingId: id, now });
  return [system, name];
}
