import { WorkbenchError } from '#lib/errors.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import { findTraining } from './trainings.ts';
import { removeTrials } from './trial-systems.ts';

type Definition = Readonly<Record<string, unknown>>;

export interface SystemVersion {
  /** From 1. */
  readonly version: number;
  readonly definition: Definition;
  readonly checkpoint: string | null;
  readonly trainingId: string | null;
  readonly since: string;
  readonly byName: string | null;
  readonly note: string;
}

/** What was in service since when, the newest first; empty for a system that is as it was registered. */
export function listVersions(db: Db, systemId: string): SystemVersion[] {
  const rows = prepared(
    db,
    `select v.version, v.definition, v.checkpoint, v.training_id as trainingId, v.since, u.display_name as byName,
       v.note
     from system_versions v left join users u on u.id = v.by where v.system_id = ? order by v.version desc`,
  ).all(systemId) as (Omit<SystemVersion, 'definition'> & { readonly definition: string })[];
  return rows.map((row) => ({ ...row, definition: JSON.parse(row.definition) }));
}

interface Deciding {
  readonly by: string | null;
  readonly note: string;
  readonly now: string;
}

/**
 * Puts what a training made into service: the system answers with it from now on, under the same name.
 * @param definition of the system with the new checkpoint
 * @throws WorkbenchError `not-found`, or `conflict` where it made nothing
 */
export function putTrainingIntoService(
  db: Db,
  { id, definition, ...deciding }: Deciding & { readonly id: string; readonly definition: Definition },
): void {
  write(db, () => {
    const { status, systemId, checkpoint, startedFrom } = findTraining(db, id);
    if (checkpoint === null) throw new WorkbenchError('conflict', 'This training has made no checkpoint.');
    if (status === 'in-service') return;
    keepFirst(db, { systemId, checkpoint: startedFrom });
    appendVersion(db, { ...deciding, systemId, definition, checkpoint, trainingId: id });
  });
}

/**
 * Puts an earlier version back into service, as a new one.
 * @throws WorkbenchError `not-found`
 */
export function putVersionBack(
  db: Db,
  { systemId, version, ...deciding }: Deciding & { readonly systemId: string; readonly version: number },
): void {
  write(db, () => {
    const versions = listVersions(db, systemId);
    const found = versions.find((each) => each.version === version);
    if (!found) throw new WorkbenchError('not-found', `There is no version ${version} of this system.`);
    if (found === versions[0]) return;
    const { definition, checkpoint, trainingId } = found;
    appendVersion(db, { ...deciding, systemId, definition, checkpoint, trainingId });
  });
}

/** What a system was before anything was changed becomes its version 1. */
function keepFirst(
  db: Db,
  { systemId, checkpoint }: { readonly systemId: string; readonly checkpoint: string },
): void {
  prepared(
    db,
    `insert into system_versions (system_id, version, definition, checkpoint, since, note)
     select id, 1, definition, ?, created_at, 'As it was registered' from systems where id = ?
     on conflict do nothing`,
  ).run(checkpoint, systemId);
}

interface NewVersion extends Deciding {
  readonly systemId: string;
  readonly definition: Definition;
  readonly checkpoint: string | null;
  readonly trainingId: string | null;
}

function appendVersion(db: Db, version: NewVersion): void {
  const { systemId, definition, checkpoint, trainingId, now, by, note } = version;
  const text = JSON.stringify(definition);
  prepared(
    db,
    `insert into system_versions (system_id, version, definition, checkpoint, training_id, since, by, note)
     select ?, max(version) + 1, ?, ?, ?, ?, ?, ? from system_versions where system_id = ?`,
  ).run(systemId, text, checkpoint, trainingId, now, by, note, systemId);
  prepared(db, 'update systems set definition = ? where id = ?').run(text, systemId);
  prepared(db, `update trainings set status = 'replaced' where system_id = ? and status = 'in-service'`).run(
    systemId,
  );
  if (trainingId !== null)
    prepared(
      db,
      `update trainings set status = 'in-service', decided_by = ?, decided_at = ?, note = ? where id = ?`,
    ).run(by, now, note, trainingId);
  removeTrials(db, systemId);
}
