import { z } from 'zod';
import type { Db } from '#db/client.ts';
import { findDataset } from '#db/queries/dataset-lookup.ts';
import { listScoreJobs } from '#db/queries/score-jobs.ts';
import { scoreSummaries } from '#db/queries/score-summaries.ts';
import { needsModelChoice } from '#eval/metrics/catalogue/model-metric-names.ts';
import { preparations } from '#eval/metrics/catalogue/preparation.ts';
import { scoreJob } from '#jobs/definitions/score.ts';
import { enqueueJob } from '#jobs/queue.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { metricFacts } from './metric-facts.server.ts';

const schema = z.object({
  /** `known`: those that the dataset has scores by already. */
  metrics: z.enum(['usual', 'all', 'known']).default('usual'),
  prepare: z.enum(preparations).default('none'),
});

/**
 * Queues what the form on the leaderboard asks for, or finds the job under way that does the same. Gives the job's id.
 * @throws WorkbenchError `not-found`; `bad-input` for a form that the page does not send
 */
export function enqueueScores(
  db: Db,
  { dataset, form, now }: { readonly dataset: string; readonly form: FormData; readonly now: string },
): string {
  const parsed = schema.safeParse(Object.fromEntries(form));
  if (!parsed.success)
    throw new WorkbenchError('bad-input', 'Choose which metrics, and what is done to the texts first.');
  const { metrics: choice, prepare } = parsed.data;
  const { id, name } = findDataset(db, dataset);
  const metrics =
    choice === 'usual' ? null : choice === 'all' ? ['all'] : knownMetrics(db, { datasetId: id, prepare });
  const payload = scoreJob.payload.parse({ dataset: name, systems: null, metrics, prepare });
  const same = listScoreJobs(db, { dataset: name }).find(
    ({ status, request }) =>
      (status === 'queued' || status === 'running') && JSON.stringify(request) === JSON.stringify(payload),
  );
  return same?.id ?? enqueueJob(db, scoreJob, { payload, now });
}

function knownMetrics(
  db: Db,
  wanted: { readonly datasetId: string; readonly prepare: string },
): string[] | null {
  const names = new Set(scoreSummaries(db, wanted).map(({ metric }) => metric));
  // A stored score names its model by a hash: where that lies is known to the one who scored.
  const known = [...names].filter((name) => metricFacts(name).page !== null && !needsModelChoice(name));
  return known.length > 0 ? known : null;
}
