import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';

/** How many people have the rights of a researcher, whether or not they have signed in yet. */
export function researcherCount(db: Db): number {
  const row = prepared(db, `select count(*) as count from users where role = 'researcher'`).get();
  return (row as { readonly count: number }).count;
}
