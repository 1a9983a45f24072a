import type { ArenaStartPage } from '#app/components/arena/arena-start.tsx';
import type { Db } from '#db/client.ts';
import { findArenaLink, findOpenBattle } from '#db/queries/arena-battles.ts';
import { arenaTotals } from '#db/queries/arena-votes.ts';
import type { User } from '#db/queries/users.ts';
import { arenaLinkOf } from './arena-access.server.ts';
import { contenders } from './start-battle.server.ts';

/**
 * What stands before the first battle. Who is no researcher meets the systems of a link that they came by.
 */
export function arenaStart(
  db: Db,
  { user, link: asked, now }: { readonly user: User; readonly link: string | null; readonly now: string },
): ArenaStartPage {
  const isResearcher = user.role === 'researcher';
  const linkId = arenaLinkOf(db, { user, asked, now });
  const link = linkId === null ? null : (findArenaLink(db, { id: linkId, now }) ?? null);
  const all = contenders(db);
  const among = link ? all.filter(({ id }) => link.systems.includes(id)) : all;
  return {
    isResearcher,
    link: link && { id: link.id, title: link.title, welcome: link.welcome },
    systems: linkId === null ? all.map(({ name, description }) => ({ name, description })) : [],
    problem: problemOf(),
    open: findOpenBattle(db, { userId: user.id, linkId }) ?? null,
    votes: isResearcher ? arenaTotals(db).votes : null,
  };

  function problemOf(): string | null {
    if (linkId !== null && !link?.isOpen)
      return link ? 'This arena has closed.' : 'Open the link that you were given once more.';
    if (among.length >= 2) return null;
    return isResearcher ? 'The arena needs two systems that answer' : 'This arena is not ready yet.';
  }
}
