import type { z } from 'zod';
import type { scoreStudyJob } from '#jobs/definitions/score-study.ts';
import type { JobHandler } from '#jobs/job-context.ts';
import { chooseMetrics } from './score/choose-metrics.ts';
import { scoreStudy } from './score/score-study.ts';
import { scoringResources } from './score/scoring-resources.ts';

/** A retry after a kill goes on where it stopped, as that of `score`. */
export const scoreStudyHandler: JobHandler<z.infer<typeof scoreStudyJob.payload>> = {
  run: async ({ study, metrics, prepare }, context) => {
    const work = { studyId: study, metrics: chooseMetrics(metrics), prepare };
    return { rows: await scoreStudy({ ...context, resources: scoringResources() }, work) };
  },
};
