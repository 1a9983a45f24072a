import type { BothBadRule } from '#annotations/arena/arena-table.ts';
import { type ArenaTable, slicedArenaTable } from '#annotations/arena/arena-table.ts';
import type { ArenaVote } from '#annotations/arena/arena-vote.ts';
import type { Db } from '#db/client.ts';
import { inSlices } from '#lib/in-slices.ts';

export const resamples = 1_000;
/** Milliseconds of reckoning between two looks at what others ask of this process. */
const slice = 8;
const most = 12;

const kept = new WeakMap<Db, Map<string, Promise<ArenaTable>>>();

interface TableWanted {
  /** Names these votes and this rule, and no others. */
  readonly key: string;
  readonly votes: () => readonly ArenaVote[];
  readonly bothBad: BothBadRule;
}

/** The table of these votes: reckoned once, whoever asks for it meanwhile, and kept until there are other votes. */
export function keptTable(db: Db, { key, votes, bothBad }: TableWanted): Promise<ArenaTable> {
  const tables = kept.get(db) ?? new Map<string, Promise<ArenaTable>>();
  kept.set(db, tables);
  const found = tables.get(key);
  if (found) return found;
  const settings = { bothBad, level: 0.95, resamples, seed: 1 } as const;
  const table = inSlices(slicedArenaTable(votes(), settings), slice);
  tables.set(key, table);
  table.catch(() => tables.delete(key));
  const [eldest] = tables.keys();
  if (tables.size > most && eldest !== undefined) tables.delete(eldest);
  return table;
}
