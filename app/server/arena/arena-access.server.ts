import type { AppLoadContext } from '@remix-run/node';
import type { Db } from '#db/client.ts';
import { type BattleVote, findBattleVote, findLastArenaLink } from '#db/queries/arena-battles.ts';
import { linksOfPerson } from '#db/queries/chat-links.ts';
import { readConversation, type StoredConversation } from '#db/queries/conversations-kept.ts';
import type { User } from '#db/queries/users.ts';
import { lanesUnderWay } from '../conversations/turns-under-way.server.ts';
import { requireUser } from '../session.server.ts';

interface Visit {
  readonly request: Request;
  readonly context: AppLoadContext;
}

/** A researcher, or somebody who came by a link; for an annotator who came by none there is no arena. */
export async function requireArenaUser(visit: Visit): Promise<User> {
  const user = await requireUser(visit);
  const came = { userId: user.id, kind: 'arena', now: new Date().toISOString() } as const;
  if (user.role === 'annotator' && linksOfPerson(visit.context.db, came).length === 0)
    throw new Response('Not found', { status: 404 });
  return user;
}

/**
 * The link by which somebody meets systems: the one they ask for, else that of their last battle, else the last they
 * came by. Null for a researcher who asks for none, empty where they came by no such link.
 */
export function arenaLinkOf(
  db: Db,
  { user, asked, now }: { readonly user: User; readonly asked: string | null; readonly now: string },
): string | null {
  if (user.role === 'researcher') return asked;
  const came = linksOfPerson(db, { userId: user.id, kind: 'arena', now }).map(({ id }) => id);
  const wanted = asked ?? findLastArenaLink(db, user.id) ?? came[0] ?? '';
  return came.includes(wanted) ? wanted : '';
}

export interface OwnBattle {
  readonly user: User;
  readonly conversation: StoredConversation;
  readonly vote: BattleVote | undefined;
  readonly underWay: ReadonlySet<number>;
}

/** The person's own battle; anybody else's is not found. */
export async function requireOwnBattle({ request, context }: Visit, id = ''): Promise<OwnBattle> {
  const user = await requireUser({ request, context });
  // Before the reading: a reply that ends between the two is whole then, and none is taken for one that was cut off.
  const underWay = lanesUnderWay(context.models, id);
  const conversation = readConversation(context.db, id);
  if (conversation?.kind !== 'arena' || conversation.userId !== user.id)
    throw new Response('There is no such conversation.', { status: 404 });
  return { user, conversation, underWay, vote: findBattleVote(context.db, id) };
}
