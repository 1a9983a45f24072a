import { type ArenaTable, arenaTable, type BothBadRule } from '#annotations/arena/arena-table.ts';
import type { ArenaVote } from '#annotations/arena/arena-vote.ts';
import type { Db } from '#db/client.ts';

export const resamples = 1_000;
const most = 12;

const kept = new WeakMap<Db, Map<string, ArenaTable>>();

interface TableWanted {
  /** Names these votes and this rule, and no others. */
  readonly key: string;
  readonly votes: () => readonly ArenaVote[];
  readonly bothBad: BothBadRule;
}

/** The table of these votes: reckoned once, and kept until there are other votes. */
export function keptTable(db: Db, { key, votes, bothBad }: TableWanted): ArenaTable {
  const tables = kept.get(db) ?? new Map<string, ArenaTable>();
  kept.set(db, tables);
  const found = tables.get(key);
  if (found) return found;
  const table = arenaTable(votes(), { bothBad, level: 0.95, resamples, seed: 1 });
  tables.set(key, table);
  const [eldest] = tables.keys();
  if (tables.size > most && eldest !== undefined) tables.delete(eldest);
  return table;
}
