import type { JobChoice } from '#db/queries/jobs.ts';
import { trainOnFeedbackJob } from './definitions/train-on-feedback.ts';

/**
 * A worker does one job of each at a time. Trainings take hours, in a process of their own and on half of the processors,
 * and nobody's import or export is to wait for them.
 */
export const jobLanes: readonly JobChoice[] = [
  { except: [trainOnFeedbackJob.id] },
  { only: [trainOnFeedbackJob.id] },
];
