import { z } from 'zod';
import { bothBadRules } from '#annotations/arena/arena-table.ts';
import { tellVersionsApart, type VersionedVote } from '#annotations/arena/tell-versions-apart.ts';
import { votesCsv } from '#annotations/arena/votes-csv.ts';
import type { ArenaTablePage, TableAddress } from '#app/components/arena/table-page.ts';
import { type Db, readSnapshot } from '#db/client.ts';
import { contenderChanges, withCheckpoints } from '#db/queries/arena-versions.ts';
import {
  type ArenaVoteRow,
  arenaTotals,
  arenaVotesStamp,
  listArenaLinks,
  listArenaVotes,
} from '#db/queries/arena-votes.ts';
import { keptTable, resamples } from './kept-tables.server.ts';

const address = z.object({
  link: z.string().max(100).catch(''),
  since: z.iso.date().catch(''),
  turns: z.coerce.number().int().min(1).max(200).catch(1),
  leaks: z.enum(['in', 'out']).catch('out'),
  versions: z.enum(['together', 'apart']).catch('together'),
  'both-bad': z.enum(bothBadRules).catch('tie'),
});

/** What makes no sense in an address is as if it were not there. */
export function parseTableAddress(query: URLSearchParams): TableAddress {
  const { 'both-bad': bothBad, ...rest } = address.parse(Object.fromEntries(query));
  return { ...rest, bothBad };
}

/** With thousands of votes this takes a large part of a second: for `asideTasks`. */
export function arenaTablePage(db: Db, address: TableAddress): ArenaTablePage {
  return readSnapshot(db, () => ({
    address,
    links: listArenaLinks(db),
    totals: arenaTotals(db),
    changes: contenderChanges(db),
    table: keptTable(db, {
      key: JSON.stringify([address, arenaVotesStamp(db)]),
      votes: () => {
        const votes = votesAt(db, address);
        return address.versions === 'apart' ? tellVersionsApart(votes) : votes;
      },
      bothBad: address.bothBad,
    }),
    resamples,
  }));
}

/** The votes that the page's table is of, as a file. */
export function arenaVotesCsv(db: Db, address: TableAddress): string {
  return votesCsv(votesAt(db, address));
}

function votesAt(db: Db, { link, since, turns, leaks }: TableAddress): (ArenaVoteRow & VersionedVote)[] {
  const votes = listArenaVotes(db, {
    link: link || undefined,
    since: since || undefined,
    leastTurns: turns,
    leaks,
  });
  return withCheckpoints(db, votes);
}
