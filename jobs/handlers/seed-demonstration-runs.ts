import type { Db } from '#db/client.ts';
import { listDatasetNames } from '#db/queries/dataset-lookup.ts';
import { findSetting, settingOrInitial } from '#db/queries/settings.ts';
import { listCataloguedSystems } from '#db/queries/system-catalogue.ts';
import { generateJob } from '#jobs/definitions/generate.ts';
import { enqueueJob } from '#jobs/queue.ts';
import type { SystemDefinition } from '#models/client.ts';
import { demonstrationDataset, seededKey } from './seed-demonstration.ts';

interface DemonstrationRuns {
  /** Those that come with the program and can run, registered already. */
  readonly systems: readonly SystemDefinition[];
  readonly now: string;
}

/**
 * Queues a run of each system over the demonstration, once in the life of a database: a system that comes with a later
 * version has its run then. Left out where the demonstration is not this program's or is gone, and for a name that
 * somebody has given to a system of their own. Returns the names of those queued.
 */
export function seedDemonstrationRuns(db: Db, { systems, now }: DemonstrationRuns): string[] {
  if (findSetting(db, seededKey) === undefined) return [];
  if (!listDatasetNames(db).includes(demonstrationDataset)) return [];
  const registered = new Map(listCataloguedSystems(db).map(({ name, definition }) => [name, definition]));
  return systems
    .filter((system) => isSame(system, registered.get(system.name) ?? null))
    .flatMap(({ name }) => (enqueueOnce(db, name, now) ? [name] : []));
}

function isSame(system: SystemDefinition, stored: Readonly<Record<string, unknown>> | null): boolean {
  const checkpoint = 'checkpoint' in system ? system.checkpoint : undefined;
  return stored?.generator === system.generator && stored.checkpoint === checkpoint;
}

function enqueueOnce(db: Db, system: string, now: string): boolean {
  let isNew = false;
  // The note and the job come to be in one transaction.
  settingOrInitial(db, `demonstration_run ${system}`, () => {
    isNew = true;
    const payload = { system, dataset: demonstrationDataset, split: null, limit: null, seed: 1 };
    return enqueueJob(db, generateJob, { payload, now });
  });
  return isNew;
}
