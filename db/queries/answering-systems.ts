import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';

/** A system that can be asked: a generator, or the person whose own answers a dataset has. */
export interface AnsweringSystem {
  readonly name: string;
  readonly description: string;
  /** Read by `parseSystemDefinition`; null for the person. */
  readonly definition: Readonly<Record<string, unknown>> | null;
  readonly createdAt: string;
}

/** Generators in the order of their names, then the person. */
export function listAnsweringSystems(db: Db): AnsweringSystem[] {
  const rows = prepared(
    db,
    `select name, description, definition, created_at as createdAt from systems where definition is not null or kind = 'human'
     order by kind = 'human', name`,
  ).all() as (Omit<AnsweringSystem, 'definition'> & { readonly definition: string | null })[];
  return rows.map((row) => ({
    ...row,
    definition: row.definition === null ? null : JSON.parse(row.definition),
  }));
}
