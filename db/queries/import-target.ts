import { newId } from '#lib/ids.ts';
import { type Db, write } from '../client.ts';
import type { ImportMade } from '../schema/imports.ts';
import { recordMade } from './imports.ts';

/** The label of an imported system's one run in a dataset. */
export const importedRunLabel = 'imported';

export interface TargetRequest {
  readonly importId: string;
  readonly dataset: { readonly name: string; readonly description?: string; readonly licence?: string };
  /** Names of the systems whose answers come in; `human` takes part in any case. */
  readonly systems: readonly string[];
  readonly now: string;
}

export interface ImportTarget {
  readonly importId: string;
  readonly datasetId: string;
  readonly humanRunId: string;
  /** The run of every system asked for, by the system's name. */
  readonly runIds: ReadonlyMap<string, string>;
}

/** Finds or makes the dataset, the systems and their runs that an import writes into, and notes what it made. */
export function openImportTarget(db: Db, request: TargetRequest): ImportTarget {
  return write(db, () => {
    const made = { datasets: [] as string[], systems: [] as string[], runs: [] as string[] };
    const datasetId = findDatasetId(db, request.dataset.name) ?? makeDataset(db, request, made.datasets);
    const runIds = new Map<string, string>();
    for (const name of new Set(['human', ...request.systems])) {
      const systemId =
        findSystem(db, name)?.id ?? makeSystem(db, { name, now: request.now, made: made.systems });
      const runId =
        findImportedRun(db, { datasetId, systemId }) ??
        makeRun(db, { datasetId, systemId, now: request.now, made: made.runs });
      runIds.set(name, runId);
    }
    recordMade(db, request.importId, made satisfies ImportMade);
    return { importId: request.importId, datasetId, humanRunId: runIds.get('human') ?? '', runIds };
  });
}

export function findDatasetId(db: Db, name: string): string | undefined {
  return db.driver.prepare('select id from datasets where name = ?').pluck().get(name) as string | undefined;
}

export interface FoundSystem {
  readonly id: string;
  readonly kind: 'human' | 'imported' | 'generator' | 'remote';
}

export function findSystem(db: Db, name: string): FoundSystem | undefined {
  return db.driver.prepare('select id, kind from systems where name = ?').get(name) as
    | FoundSystem
    | undefined;
}

export function findImportedRun(
  db: Db,
  place: { readonly datasetId: string; readonly systemId: string },
): string | undefined {
  return db.driver
    .prepare('select id from runs where dataset_id = ? and system_id = ? and label = ?')
    .pluck()
    .get(place.datasetId, place.systemId, importedRunLabel) as string | undefined;
}

function makeDataset(db: Db, { dataset, now }: TargetRequest, made: string[]): string {
  const id = newId('dataset');
  db.driver
    .prepare('insert into datasets (id, name, description, licence, created_at) values (?, ?, ?, ?, ?)')
    .run(id, dataset.name, dataset.description ?? '', dataset.licence ?? '', now);
  made.push(id);
  return id;
}

function makeSystem(db: Db, { name, now, made }: { name: string; now: string; made: string[] }): string {
  const id = newId('system');
  db.driver
    .prepare('insert into systems (id, name, kind, description, created_at) values (?, ?, ?, ?, ?)')
    .run(
      id,
      name,
      name === 'human' ? 'human' : 'imported',
      name === 'human' ? 'The dataset’s own reference, written by a person.' : '',
      now,
    );
  made.push(id);
  return id;
}

function makeRun(
  db: Db,
  { datasetId, systemId, now, made }: { datasetId: string; systemId: string; now: string; made: string[] },
): string {
  const id = newId('run');
  db.driver
    .prepare(
      'insert into runs (id, system_id, dataset_id, label, settings, created_at) values (?, ?, ?, ?, ?, ?)',
    )
    .run(id, systemId, datasetId, importedRunLabel, '{}', now);
  made.push(id);
  return id;
}
