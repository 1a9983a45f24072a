import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import { addMissingGenerators, type NewGenerator } from './generator-systems.ts';

/** Registers a checkpoint of a training under a name of its own while it is being tried; see `systems.trialOf`. */
export function addTrialSystem(db: Db, trial: NewGenerator & { readonly trainingId: string }): void {
  addMissingGenerators(db, [trial]);
}

/**
 * Removes what was registered to try the checkpoints of a system's trainings, of those that are decided. One that has
 * answered a dataset, or that somebody talked with, stays, marked as it is. To be called inside the `write` of the
 * decision.
 */
export function removeTrials(db: Db, systemId: string): void {
  prepared(
    db,
    `delete from systems
     where trial_of in (select id from trainings where system_id = ? and status not in ('running', 'made'))
       and not exists (select 1 from runs where system_id = systems.id)
       and not exists (select 1 from conversation_lanes where system_id = systems.id)
       and not exists (select 1 from feedback where system_id = systems.id)
       and not exists (select 1 from trainings where system_id = systems.id)`,
  ).run(systemId);
}
