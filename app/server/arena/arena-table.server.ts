import { z } from 'zod';
import { type ArenaTable, arenaTable, bothBadRules } from '#annotations/arena/arena-table.ts';
import type { ArenaTablePage, TableAddress } from '#app/components/arena/table-page.ts';
import { type Db, readSnapshot } from '#db/client.ts';
import { type ArenaVoteRow, arenaTotals, listArenaLinks, listArenaVotes } from '#db/queries/arena-votes.ts';
import { keptResults } from '../kept-results.server.ts';

const address = z.object({
  link: z.string().max(100).catch(''),
  since: z.iso.date().catch(''),
  turns: z.coerce.number().int().min(1).max(200).catch(1),
  leaks: z.enum(['in', 'out']).catch('out'),
  'both-bad': z.enum(bothBadRules).catch('tie'),
});

/** What makes no sense in an address is as if it were not there. */
export function parseTableAddress(query: URLSearchParams): TableAddress {
  const { 'both-bad': bothBad, ...rest } = address.parse(Object.fromEntries(query));
  return { ...rest, bothBad };
}

const resamples = 1_000;
const kept = keptResults(12);

export function arenaTablePage(db: Db, address: TableAddress): ArenaTablePage {
  return readSnapshot(db, () => ({
    address,
    links: listArenaLinks(db),
    totals: arenaTotals(db),
    table: kept<ArenaTable>(db, JSON.stringify(address), () =>
      arenaTable(votesAt(db, address), { bothBad: address.bothBad, level: 0.95, resamples, seed: 1 }),
    ),
    resamples,
  }));
}

export function votesAt(db: Db, { link, since, turns, leaks }: TableAddress): ArenaVoteRow[] {
  return listArenaVotes(db, {
    link: link || undefined,
    since: since || undefined,
    leastTurns: turns,
    leaks,
  });
}
