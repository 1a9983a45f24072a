import type { AppLoadContext } from '@remix-run/node';
import type { ConversationView } from '#app/components/chat/chat-view.ts';
import { readConversation } from '#db/queries/conversations-kept.ts';
import { goOnTalking, type Talk, talkOf } from '#db/queries/talks.ts';
import { writeTogether } from '#db/write-together.ts';
import { isWorkbenchError, type WorkbenchError } from '#lib/errors.ts';
import { readChatRequest } from './conversations/chat-request.server.ts';
import { postToConversation } from './conversations/post-to-conversation.server.ts';
import { lanesUnderWay } from './conversations/turns-under-way.server.ts';
import { viewConversation } from './conversations/view-conversation.server.ts';
import { expected } from './respond.server.ts';

/** A talk as its person's browser is told it: what was said, and nothing that tells which system answers. */
export function viewTalk(
  { db, models }: Pick<AppLoadContext, 'db' | 'models'>,
  { conversationId }: Pick<Talk, 'conversationId'>,
): ConversationView | null {
  if (conversationId === null) return null;
  // Before the reading: a reply that ends between the two is whole then.
  const underWay = lanesUnderWay(models, conversationId);
  const conversation = readConversation(db, conversationId);
  return conversation ? viewConversation({ conversation, tells: 'words', underWay, feedback: [] }) : null;
}

/** @throws Response 404 for what is no talk of this user's, or is over */
export function talkViewOf(
  context: Pick<AppLoadContext, 'db' | 'models'>,
  own: Parameters<typeof talkOf>[1],
): ConversationView {
  const talk = expected(() => talkOf(context.db, own));
  const view = talk && viewTalk(context, talk);
  if (!view) throw new Response('Not found', { status: 404 });
  return view;
}

interface TalkPost {
  readonly request: Request;
  readonly context: AppLoadContext;
  readonly userId: string;
  readonly assignmentId: string;
}

/** Takes a `ChatRequest` in the talk of an assignment, which stays alive by it. */
export async function answerTalk({ request, context, userId, assignmentId }: TalkPost): Promise<Response> {
  const asked = readChatRequest(
    await request
      .clone()
      .json()
      .catch(() => null),
  );
  const own = { assignmentId, userId, now: new Date().toISOString() };
  try {
    const { conversationId } = await writeTogether(context.db, () =>
      goOnTalking(context.db, { ...own, asks: asked?.kind ?? 'say' }),
    );
    return postToConversation({ request, context, userId, conversationId, tells: 'words' });
  } catch (error) {
    if (!isWorkbenchError(error)) throw error;
    return refusal(error);
  }
}

function refusal({ message, status }: WorkbenchError): Response {
  return Response.json({ message }, { status });
}
