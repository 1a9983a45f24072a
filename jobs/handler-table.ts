import type { JobDefinition } from './definitions/define-job.ts';
import { generateJob } from './definitions/generate.ts';
import { importDatasetJob } from './definitions/import-dataset.ts';
import { importRatingsJob } from './definitions/import-ratings.ts';
import { importResponsesJob } from './definitions/import-responses.ts';
import { reportStudyJob } from './definitions/report-study.ts';
import { scoreJob } from './definitions/score.ts';
import { scoreStudyJob } from './definitions/score-study.ts';
import { trainOnFeedbackJob } from './definitions/train-on-feedback.ts';
import type { JobContext, JobHandler } from './job-context.ts';
import { openPayload } from './queue.ts';

/** A handler with its payload opened. */
export interface OpenedJob {
  run(context: JobContext): Promise<unknown>;
  release(context: Pick<JobContext, 'dataDir'>): void;
}

type Opener = (stored: unknown) => Promise<OpenedJob>;

function handled<Payload>(
  definition: JobDefinition<Payload>,
  load: () => Promise<JobHandler<Payload>>,
): readonly [string, Opener] {
  const open: Opener = async (stored) => {
    const payload = openPayload(definition, stored);
    const handler = await load();
    return {
      run: (context) => handler.run(payload, context),
      release: (context) => handler.release?.(payload, context),
    };
  };
  return [definition.id, open];
}

/** Every kind of work, with its handler loaded when the first job of its kind comes. */
export const handlerTable: ReadonlyMap<string, Opener> = new Map([
  handled(importDatasetJob, async () => (await import('./handlers/import-dataset.ts')).importDatasetHandler),
  handled(
    importResponsesJob,
    async () => (await import('./handlers/import-responses.ts')).importResponsesHandler,
  ),
  handled(importRatingsJob, async () => (await import('./handlers/import-ratings.ts')).importRatingsHandler),
  handled(generateJob, async () => (await import('./handlers/generate.ts')).generateHandler),
  handled(scoreJob, async () => (await import('./handlers/score.ts')).scoreHandler),
  handled(reportStudyJob, async () => (await import('./handlers/report-study.ts')).reportStudyHandler),
  handled(scoreStudyJob, async () => (await import('./handlers/score-study.ts')).scoreStudyHandler),
  handled(
    trainOnFeedbackJob,
    async () => (await import('./handlers/train-on-feedback.ts')).trainOnFeedbackHandler,
  ),
]);
