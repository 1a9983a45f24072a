import type { AppLoadContext } from '@remix-run/node';
import { type BattleVote, findBattleVote } from '#db/queries/arena-battles.ts';
import { readConversation, type StoredConversation } from '#db/queries/conversations-kept.ts';
import type { User } from '#db/queries/users.ts';
import { lanesUnderWay } from '../conversations/turns-under-way.server.ts';
import { requireUser } from '../session.server.ts';

interface Visit {
  readonly request: Request;
  readonly context: AppLoadContext;
}

/** A researcher, or a visitor who came by a link; for an annotator there is no arena. */
export async function requireArenaUser(visit: Visit): Promise<User> {
  const user = await requireUser(visit);
  if (user.role === 'annotator') throw new Response('Not found', { status: 404 });
  return user;
}

export interface OwnBattle {
  readonly user: User;
  readonly conversation: StoredConversation;
  readonly vote: BattleVote | undefined;
  readonly underWay: ReadonlySet<number>;
}

/** The person's own battle; anybody else's is not found. */
export async function requireOwnBattle({ request, context }: Visit, id = ''): Promise<OwnBattle> {
  const user = await requireArenaUser({ request, context });
  // Before the reading: a reply that ends between the two is whole then, and none is taken for one that was cut off.
  const underWay = lanesUnderWay(context.models, id);
  const conversation = readConversation(context.db, id);
  if (conversation?.kind !== 'arena' || conversation.userId !== user.id)
    throw new Response('There is no such conversation.', { status: 404 });
  return { user, conversation, underWay, vote: findBattleVote(context.db, id) };
}
