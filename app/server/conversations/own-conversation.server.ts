import type { AppLoadContext } from '@remix-run/node';
import type { ConversationView } from '#app/components/chat/chat-view.ts';
import { readSnapshot } from '#db/client.ts';
import { type ConversationHead, findConversation, readConversation } from '#db/queries/conversations-kept.ts';
import { ownFeedback } from '#db/queries/feedback.ts';
import type { User } from '#db/queries/users.ts';
import { requireUser } from '../session.server.ts';
import type { Telling } from './told-reply.server.ts';
import { lanesUnderWay } from './turns-under-way.server.ts';
import { viewConversation } from './view-conversation.server.ts';

export interface OwnConversation {
  readonly user: User;
  readonly head: ConversationHead;
  readonly tells: Telling;
}

interface Visit {
  readonly request: Request;
  readonly context: AppLoadContext;
}

/** A chat of whoever asks; others get what they get for an address that does not exist. */
export async function requireOwnChat(visit: Visit, id: string | undefined): Promise<OwnConversation> {
  const user = await requireUser(visit);
  const head = findConversation(visit.context.db, id ?? '');
  if (head?.userId !== user.id || head.kind !== 'chat') throw new Response('Not found', { status: 404 });
  return { user, head, tells: tellsOf(user, head) };
}

/** Researchers know the systems; those who came by a link know what it lets them know. */
export function tellsOf(user: Pick<User, 'role'>, { isBlind }: Pick<ConversationHead, 'isBlind'>): Telling {
  if (user.role === 'researcher') return 'everything';
  return isBlind ? 'words' : 'names';
}

/** @throws Response 404 where it has been removed just now */
export function ownView(
  { db, models }: AppLoadContext,
  { user, head, tells }: OwnConversation,
): ConversationView {
  // Before the reading: a reply that ends between the two is whole then, and none is taken for one that was cut off.
  const underWay = lanesUnderWay(models, head.id);
  return readSnapshot(db, () => {
    const conversation = readConversation(db, head.id);
    if (!conversation) throw new Response('Not found', { status: 404 });
    const feedback = ownFeedback(db, { conversationId: head.id, userId: user.id });
    return viewConversation({ conversation, tells, underWay, feedback });
  });
}
