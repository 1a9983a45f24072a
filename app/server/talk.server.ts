import type { AppLoadContext } from '@remix-run/node';
import { evenPace } from '#annotations/arena/even-telling.ts';
import { type Display, displayOf, inDisplay } from '#annotations/display.ts';
import { evenWait } from '#annotations/even-reply.ts';
import type { TurnEvent } from '#app/components/chat/chat-events.ts';
import type { ConversationView } from '#app/components/chat/chat-view.ts';
import { readConversation } from '#db/queries/conversations-kept.ts';
import { talkDurations } from '#db/queries/talk-durations.ts';
import { goOnTalking, type Talk, talkOf } from '#db/queries/talks.ts';
import { writeTogether } from '#db/write-together.ts';
import { isWorkbenchError, WorkbenchError } from '#lib/errors.ts';
import { readChatRequest } from './conversations/chat-request.server.ts';
import { answerReadPost } from './conversations/post-to-conversation.server.ts';
import { lanesUnderWay } from './conversations/turns-under-way.server.ts';
import { viewConversation } from './conversations/view-conversation.server.ts';
import { evenReply } from './even-reply.server.ts';
import { expected } from './respond.server.ts';

/**
 * A talk as its person's browser is told it: what was said, as the study shows it, and nothing that tells which system
 * answers. A reply is there once it has been told to its end: `evenReply` tells it no sooner than any other.
 */
export function viewTalk(
  { db, models }: Pick<AppLoadContext, 'db' | 'models'>,
  { conversationId, display }: Pick<Talk, 'conversationId' | 'display'>,
): ConversationView | null {
  if (conversationId === null) return null;
  // Before the reading: a reply that ends between the two is whole then.
  const underWay = lanesUnderWay(models, conversationId);
  const conversation = readConversation(db, conversationId);
  if (!conversation) return null;
  const view = viewConversation({ conversation, tells: 'words', underWay, feedback: [] });
  const last = underWay.size > 0 ? view.turns.length - 1 : -1;
  return {
    ...view,
    turns: view.turns.map((turn, index) => ({
      ...turn,
      lanes: turn.lanes.map((attempts) =>
        attempts.map((reply, attempt) =>
          index === last && attempt === attempts.length - 1
            ? { ...reply, status: 'pending', text: '', error: null }
            : { ...reply, text: inDisplay(reply.text, displayOf({ display })) },
        ),
      ),
    })),
  };
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

/**
 * Takes a `ChatRequest` in the talk of an assignment, which stays alive by it. A reply cannot be stopped: how far it had
 * come would tell how fast it was.
 */
export async function answerTalk({ request, context, userId, assignmentId }: TalkPost): Promise<Response> {
  const asked = await readChatRequest(request);
  const own = { assignmentId, userId, now: new Date().toISOString() };
  try {
    const asks = asked?.kind ?? 'say';
    if (asks === 'stop') throw new WorkbenchError('bad-input', 'A reply in this talk cannot be stopped.');
    const { conversationId, display } = await writeTogether(context.db, () =>
      goOnTalking(context.db, { ...own, asks }),
    );
    const tellTurn = evenTelling(context, { conversationId, display });
    return answerReadPost({ asked, context, userId, conversationId, tells: 'words', tellTurn });
  } catch (error) {
    if (!isWorkbenchError(error)) throw error;
    return refusal(error);
  }
}

function evenTelling(
  { db, shutdown }: AppLoadContext,
  { conversationId, display }: { readonly conversationId: string; readonly display: Display | null },
) {
  const wait = evenWait(talkDurations(db, conversationId));
  return (events: AsyncIterable<TurnEvent>) =>
    evenReply(events, {
      wait,
      pace: evenPace,
      shown: (text) => inDisplay(text, displayOf({ display })),
      signal: shutdown,
    });
}

function refusal({ message, status }: WorkbenchError): Response {
  return Response.json({ message }, { status });
}
