import { WorkbenchError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import { removeTrials } from './trial-systems.ts';

export type TrainingKind = 'active' | 'negative';
export type TrainingStatus = 'running' | 'made' | 'failed' | 'in-service' | 'declined' | 'replaced';

type Facts = Readonly<Record<string, unknown>>;

export interface TrainingSummary {
  readonly id: string;
  readonly systemId: string;
  readonly system: string;
  readonly kind: TrainingKind;
  readonly jobId: string | null;
  /** SHA-256 of the checkpoint it began from, and of what it made. */
  readonly startedFrom: string;
  readonly checkpoint: string | null;
  /** Within the data folder. */
  readonly folder: string | null;
  /** `failed` too where its job ended without a checkpoint. */
  readonly status: TrainingStatus;
  readonly createdAt: string;
  readonly decidedAt: string | null;
  readonly decidedByName: string | null;
  readonly note: string;
  /** How much feedback it learned from. */
  readonly feedback: number;
}

export interface Training extends TrainingSummary {
  readonly settings: Facts;
  readonly figures: Facts | null;
}

// A job that ended otherwise than done never comes back to write so: the status follows from it.
const summaryColumns = `t.id, t.system_id as systemId, s.name as system, t.kind, t.job_id as jobId,
  t.started_from as startedFrom, t.checkpoint, t.folder,
  case when t.status = 'running' and (j.id is null or j.status in ('failed', 'cancelled'))
    then 'failed' else t.status end as status,
  t.created_at as createdAt, t.decided_at as decidedAt, u.display_name as decidedByName, t.note,
  (select count(*) from training_feedback x where x.training_id = t.id) as feedback`;
const joined = `from trainings t join systems s on s.id = t.system_id
  left join jobs j on j.id = t.job_id left join users u on u.id = t.decided_by`;

/** Newest first. */
export function listTrainings(db: Db, systemId: string): TrainingSummary[] {
  return prepared(
    db,
    `select ${summaryColumns} ${joined} where t.system_id = ? order by t.created_at desc, t.id`,
  ).all(systemId) as TrainingSummary[];
}

/** @throws WorkbenchError `not-found` */
export function findTraining(db: Db, id: string): Training {
  const row = prepared(db, `select ${summaryColumns}, t.settings, t.figures ${joined} where t.id = ?`).get(
    id,
  ) as (TrainingSummary & { readonly settings: string; readonly figures: string | null }) | undefined;
  if (!row) throw new WorkbenchError('not-found', 'There is no such training.');
  return {
    ...row,
    settings: JSON.parse(row.settings),
    figures: row.figures === null ? null : JSON.parse(row.figures),
  };
}

/** The training that a job belongs to. */
export function findTrainingOfJob(db: Db, jobId: string): { id: string; system: string } | undefined {
  return prepared(
    db,
    'select t.id, s.name as system from trainings t join systems s on s.id = t.system_id where t.job_id = ?',
  ).get(jobId) as { id: string; system: string } | undefined;
}

export interface NewTraining {
  readonly systemId: string;
  readonly kind: TrainingKind;
  readonly settings: Facts;
  readonly startedFrom: string;
  /** Ids of what it is to learn from. */
  readonly feedback: readonly string[];
  readonly createdBy: string | null;
  readonly now: string;
  /** Queues its job and returns that one's id. */
  readonly enqueue: (trainingId: string) => string;
}

/**
 * A training that is to begin, with what it learns from. Returns its id.
 * @throws WorkbenchError `conflict` where one of this system is under way, or not all of the feedback is accepted
 */
export function addTraining(db: Db, training: NewTraining): string {
  const { systemId, kind, settings, startedFrom, createdBy, now } = training;
  return write(db, () => {
    if (listTrainings(db, systemId).some(({ status }) => status === 'running'))
      throw new WorkbenchError(
        'conflict',
        'A training of this system is under way. Wait for its end, or cancel it.',
      );
    const id = newId('training');
    prepared(
      db,
      `insert into trainings (id, system_id, kind, job_id, settings, started_from, status, created_by, created_at, note)
       values (?, ?, ?, ?, ?, ?, 'running', ?, ?, '')`,
    ).run(id, systemId, kind, training.enqueue(id), JSON.stringify(settings), startedFrom, createdBy, now);
    keepFeedback(db, { id, feedback: training.feedback });
    return id;
  });
}

/** Keeps what is learned from as it is accepted now, the oldest first. */
function keepFeedback(
  db: Db,
  { id, feedback }: { readonly id: string; readonly feedback: readonly string[] },
): void {
  const { changes } = prepared(
    db,
    `insert into training_feedback
       (training_id, position, feedback_id, kind, history, reply, correction, reason, origin, said_at)
     select @id, row_number() over (order by created_at, id) - 1, id, kind, history, reply, correction, reason, origin,
       created_at
     from feedback where status = 'accepted' and id in (select value from json_each(@feedback))`,
  ).run({ id, feedback: JSON.stringify(feedback) });
  if (changes !== feedback.length)
    throw new WorkbenchError(
      'conflict',
      'Some of what was to be learned is no longer accepted. Start again.',
    );
}

/**
 * Goes on with a training whose job failed or was cancelled. Returns the new job's id.
 * @throws WorkbenchError `not-found`, or `conflict` where it is under way or over
 */
export function resumeTraining(
  db: Db,
  { id, enqueue }: { readonly id: string; readonly enqueue: (trainingId: string) => string },
): string {
  return write(db, () => {
    const { status, systemId } = findTraining(db, id);
    const isAnother = listTrainings(db, systemId).some((other) => other.status === 'running');
    if (status !== 'failed' || isAnother)
      throw new WorkbenchError(
        'conflict',
        'This training cannot go on now: it is over, or one of this system is under way.',
      );
    const job = enqueue(id);
    prepared(db, `update trainings set job_id = ?, status = 'running' where id = ?`).run(job, id);
    return job;
  });
}

/** Says what a training made. One that is over already stays as it is. */
export function completeTraining(
  db: Db,
  made: {
    readonly id: string;
    readonly checkpoint: string;
    readonly folder: string;
    readonly figures: Facts;
  },
): void {
  prepared(
    db,
    `update trainings set checkpoint = @checkpoint, folder = @folder, figures = @figures, status = 'made'
     where id = @id and status = 'running'`,
  ).run({ ...made, figures: JSON.stringify(made.figures) });
}

/**
 * Leaves what a training made out of service.
 * @throws WorkbenchError `not-found`, or `conflict` where it made nothing or is in service
 */
export function declineTraining(
  db: Db,
  {
    id,
    by,
    note,
    now,
  }: { readonly id: string; readonly by: string | null; readonly note: string; readonly now: string },
): void {
  write(db, () => {
    const { status, systemId } = findTraining(db, id);
    if (status !== 'made' && status !== 'declined')
      throw new WorkbenchError('conflict', 'Only a checkpoint that is not in service can be left.');
    prepared(
      db,
      `update trainings set status = 'declined', decided_by = ?, decided_at = ?, note = ? where id = ?`,
    ).run(by, now, note, id);
    removeTrials(db, systemId);
  });
}
