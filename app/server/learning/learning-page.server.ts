import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { Db } from '#db/client.ts';
import { dialogueCounts } from '#db/queries/dataset-dialogues.ts';
import { listDatasetNames } from '#db/queries/dataset-lookup.ts';
import { feedbackCounts } from '#db/queries/feedback-review.ts';
import { findGenerator } from '#db/queries/generator-systems.ts';
import { findJob } from '#db/queries/jobs.ts';
import { listVersions, type SystemVersion } from '#db/queries/system-versions.ts';
import { listTrainings, type TrainingKind, type TrainingSummary } from '#db/queries/trainings.ts';
import { estimatedSeconds } from '#jobs/training/estimated-seconds.ts';
import { putBack } from '#jobs/training/put-into-service.ts';
import { concernSentences, serviceConcerns } from '#jobs/training/service-concerns.ts';
import { canLearn, goOnTraining, startTraining } from '#jobs/training/start-training.ts';
import { modelSizes, parseSystemDefinition } from '#models/client.ts';
import { type LiveJob, liveJob } from '../job-view.server.ts';
import { confirmed, note } from './decision-fields.server.ts';

export interface LearningOffer {
  readonly kind: TrainingKind;
  readonly accepted: number;
  /** Still to be reviewed. */
  readonly open: number;
  readonly seconds: number | null;
}

export interface LearningPage {
  readonly system: string;
  /** Why it cannot learn, where it cannot. */
  readonly problem: string | null;
  readonly offers: readonly LearningOffer[];
  /** Names of datasets with their dialogues, the largest first. */
  readonly datasets: readonly { readonly name: string; readonly dialogues: number }[];
  readonly trainings: readonly TrainingSummary[];
  readonly versions: readonly Omit<SystemVersion, 'definition'>[];
  /** What speaks against putting an earlier version back just now, a sentence each. */
  readonly concerns: readonly string[];
  /** Of the training that is under way. */
  readonly job: LiveJob | null;
}

/** @throws WorkbenchError `not-found`, or `bad-input` where the system does not answer by itself */
export function readLearningPage(db: Db, name: string, now: string = new Date().toISOString()): LearningPage {
  const { id, definition } = findGenerator(db, name);
  const system = parseSystemDefinition(definition, `The system ${name}`);
  const able = canLearn(system);
  const counts = feedbackCounts(db).filter(({ systemId }) => systemId === id);
  const count = (kind: 'edit' | 'report', status: 'accepted' | 'open') =>
    counts.find((each) => each.kind === kind && each.status === status)?.count ?? 0;
  const parameters = able ? parametersOf(definition, name) : null;
  const trainings = listTrainings(db, id);
  const running = trainings.find(({ status }) => status === 'running');
  return {
    system: name,
    problem: able
      ? null
      : 'There is no recipe by which a system of this kind learns from people: caire, t5-sft and emprl can.',
    offers: (['active', 'negative'] as const).map((kind) => {
      const accepted = count(kind === 'active' ? 'edit' : 'report', 'accepted');
      const open = count(kind === 'active' ? 'edit' : 'report', 'open');
      const threads = Math.max(1, Math.floor(availableParallelism() / 2));
      const known = parameters !== null && accepted > 0;
      const seconds = known ? estimatedSeconds({ kind, feedback: accepted, parameters, threads }) : null;
      return { kind, accepted, open, seconds };
    }),
    datasets: dialogueCounts(db, listDatasetNames(db)),
    trainings,
    versions: listVersions(db, id).map(({ definition: _, ...version }) => version),
    concerns: concernSentences(serviceConcerns(db, { systemId: id, startedFrom: null, now })),
    job: running?.jobId ? liveJob(findJob(db, running.jobId)) : null,
  };
}

/** Null where the checkpoint cannot be read; whoever starts a training is told why. */
function parametersOf(definition: Readonly<Record<string, unknown>>, name: string): number | null {
  try {
    return modelSizes(parseSystemDefinition(definition, name))?.parameters ?? null;
  } catch {
    return null;
  }
}

const form = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('start'), kind: z.enum(['active', 'negative']), dataset: z.string().min(1) }),
  z.object({ intent: z.literal('go-on'), training: z.string().min(1) }),
  z.object({
    intent: z.literal('put-back'),
    version: z.coerce.number().int(),
    confirmed,
    note,
  }),
]);

export type LearningForm = z.infer<typeof form>;

/** Undefined for a form that this page does not have. */
export function parseLearningForm(data: FormData): LearningForm | undefined {
  return form.safeParse(Object.fromEntries(data)).data;
}

interface LearningAction {
  readonly system: string;
  readonly by: string;
  readonly dataDir: string;
  readonly now: string;
}

/** Does what a form of the page asks for. Throws as what it calls. */
export async function changeLearning(
  db: Db,
  asked: LearningForm,
  { system, by, dataDir, now }: LearningAction,
): Promise<void> {
  if (asked.intent === 'start') await startTraining(db, { ...asked, system, by, now });
  else if (asked.intent === 'go-on') goOnTraining(db, { id: asked.training, now });
  else
    await putBack(db, {
      system,
      version: asked.version,
      note: asked.note,
      isConfirmed: asked.confirmed,
      by,
      dataDir,
      now,
    });
}
