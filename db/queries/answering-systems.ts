import { WorkbenchError } from '#lib/errors.ts';
import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';

/** A system that can be asked: a generator, or the person whose own answers a dataset has. */
export interface AnsweringSystem {
  readonly name: string;
  readonly description: string;
  /** Read by `parseSystemDefinition`; null for the person. */
  readonly definition: Readonly<Record<string, unknown>> | null;
  readonly createdAt: string;
  /** Whether it is a checkpoint that is only being tried, and is nobody's choice but the live comparison's. */
  readonly isTrial: boolean;
}

/** Generators in the order of their names, then the person. */
export function listAnsweringSystems(db: Db): AnsweringSystem[] {
  const rows = prepared(
    db,
    `select name, description, definition, created_at as createdAt, trial_of is not null as isTrial
     from systems where definition is not null or kind = 'human'
     order by kind = 'human', name`,
  ).all() as (Omit<AnsweringSystem, 'definition' | 'isTrial'> & {
    readonly definition: string | null;
    readonly isTrial: number;
  })[];
  return rows.map((row) => ({
    ...row,
    definition: row.definition === null ? null : JSON.parse(row.definition),
    isTrial: row.isTrial === 1,
  }));
}

/**
 * The ids of generators by their names, in the order of these; none that is only being tried.
 * @throws WorkbenchError `not-found` that names those that there are none of
 */
export function answeringSystemIds(db: Db, names: readonly string[]): string[] {
  const missing: string[] = [];
  const ids = names.flatMap((name) => {
    const row = prepared(
      db,
      'select id from systems where name = ? and definition is not null and trial_of is null',
    ).get(name) as { id: string } | undefined;
    if (!row) missing.push(name);
    return row ? [row.id] : [];
  });
  if (missing.length > 0)
    throw new WorkbenchError('not-found', `There is no system named ${missing.join(', ')} that answers.`);
  return ids;
}
