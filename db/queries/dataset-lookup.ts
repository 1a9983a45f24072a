import { WorkbenchError } from '#lib/errors.ts';
import { nearNames } from '#lib/near-names.ts';
import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';

export interface Dataset {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly licence: string;
}

/** By name. Throws WorkbenchError `not-found` that lists names near it. */
export function findDataset(db: Db, name: string): Dataset {
  const row = prepared(db, 'select id, name, description, licence from datasets where name = ?').get(name);
  if (!row) throw unknownDataset(db, name);
  return row as Dataset;
}

/** In alphabetical order. */
export function listDatasetNames(db: Db): string[] {
  return prepared(db, 'select name from datasets order by name')
    .all()
    .map((row) => (row as { name: string }).name);
}

function unknownDataset(db: Db, wanted: string): WorkbenchError {
  const names = listDatasetNames(db);
  const near = nearNames(wanted, names);
  const hint =
    names.length === 0
      ? 'There are no datasets yet: import one.'
      : near.length > 0
        ? `Did you mean ${near.join(', ')}?`
        : `There are: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}.`;
  return new WorkbenchError('not-found', `There is no dataset named ${wanted}. ${hint}`);
}
