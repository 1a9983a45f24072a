import type { Db } from '#db/client.ts';
import { listDatasetNames } from '#db/queries/dataset-lookup.ts';
import { findSetting, settingOrInitial } from '#db/queries/settings.ts';
import { scoreJob } from '#jobs/definitions/score.ts';
import { enqueueJob } from '#jobs/queue.ts';
import { demonstrationDataset, seededKey } from './seed-demonstration.ts';

/**
 * Queues the demonstration's scores by the usual metrics, once in the life of a database and once more for each set of
 * systems that were queued to answer it: a few seconds of the worker's. Left out where the demonstration is not this
 * program's or is gone. Returns whether it queued some.
 */
export function seedDemonstrationScores(
  db: Db,
  { answering, now }: { readonly answering: readonly string[]; readonly now: string },
): boolean {
  if (findSetting(db, seededKey) === undefined) return false;
  if (!listDatasetNames(db).includes(demonstrationDataset)) return false;
  let isNew = false;
  // The note and the job come to be in one transaction.
  settingOrInitial(db, ['demonstration_scores', ...answering].join(' '), () => {
    isNew = true;
    const payload = { dataset: demonstrationDataset, systems: null, metrics: null };
    return enqueueJob(db, scoreJob, { payload, now });
  });
  return isNew;
}
