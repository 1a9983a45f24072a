import type { AppLoadContext } from '@remix-run/node';
import type { ChatRequest, TurnEvent } from '#app/components/chat/chat-events.ts';
import type { Db } from '#db/client.ts';
import { type BegunTurn, mostLanes, retryReply, sayInConversation } from '#db/queries/conversations.ts';
import { addEdit, addReport, withdrawFeedback } from '#db/queries/feedback.ts';
import { writeTogether } from '#db/write-together.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { eventStream } from '../event-stream.server.ts';
import { answerTurn } from './answer-turn.server.ts';
import { readChatRequest, readFeedbackRequest } from './chat-request.server.ts';
import { refuseWhereFull } from './refuse-where-full.server.ts';
import { refusal, toldRefusal } from './refused-post.server.ts';
import type { Telling } from './told-reply.server.ts';
import { stopTurns, type TakenTurn, takeTurn } from './turns-under-way.server.ts';

/** A post of somebody who may talk in this conversation: that is for the caller to see to. */
export interface ConversationPost {
  readonly request: Request;
  readonly context: Pick<AppLoadContext, 'db' | 'models' | 'log' | 'left' | 'shutdown'>;
  readonly userId: string;
  readonly conversationId: string;
  readonly tells: Telling;
  /**
   * Tells a turn in another way. It is written to its end then, even where the person leaves: how far a reply had come
   * would tell how fast it was.
   */
  readonly tellTurn?: ((events: AsyncIterable<TurnEvent>) => AsyncIterable<TurnEvent>) | undefined;
}

/** A post that has been read already: what it asks for, null where that makes no sense. */
export interface ReadPost extends Omit<ConversationPost, 'request'> {
  readonly asked: ChatRequest | null;
}

/**
 * Takes a `ChatRequest` as JSON and gives a `text/event-stream` of `TurnEvent`s, nothing for `stop`, or `{message}` where
 * it is refused, with Retry-After where it is worth asking again. What is said names its turn: somebody who has not seen
 * all that was said is refused, and the same once more, after an answer that never came, says nothing twice.
 */
export async function postToConversation({ request, ...post }: ConversationPost): Promise<Response> {
  return answerReadPost({ ...post, asked: await readChatRequest(request) });
}

/** The same where the caller had to know what is asked for. */
export async function answerReadPost({ asked, ...post }: ReadPost): Promise<Response> {
  const { context, userId, conversationId } = post;
  const { models } = context;
  if (!asked) return refusal(new WorkbenchError('bad-input', 'This cannot be said.'));
  if (asked.kind === 'stop') {
    await stopTurns(models, conversationId);
    return new Response(null, { status: 204 });
  }
  let turn: TakenTurn | undefined;
  try {
    refuseWhereFull(models);
    const lanes = asked.kind === 'say' ? Array.from({ length: mostLanes }, (_, lane) => lane) : [asked.lane];
    turn = await takeTurn(models, { userId, conversationId, lanes });
    return answering(post, turn, await begun(context.db, { ...asked, conversationId }));
  } catch (error) {
    turn?.leave();
    return toldRefusal(error, context.log);
  }
}

type Begin = { readonly conversationId: string } & (
  | { readonly kind: 'say'; readonly text: string; readonly turn: number }
  | { readonly kind: 'retry'; readonly turn: number; readonly lane: number }
);

type Begun = Pick<BegunTurn, 'replies' | 'had'>;

function begun(db: Db, asked: Begin): Promise<Begun> {
  const now = new Date().toISOString();
  return writeTogether<Begun>(db, () =>
    asked.kind === 'say'
      ? sayInConversation(db, { ...asked, now })
      : { replies: [retryReply(db, { ...asked, now })], had: [] },
  );
}

function answering(post: Omit<ReadPost, 'asked'>, turn: TakenTurn, { replies, had }: Begun): Response {
  const { tells, tellTurn } = post;
  const { db, models, log, left, shutdown } = post.context;
  return eventStream({ left, shutdown, log }, async function* (signal) {
    const ends = tellTurn ? shutdown : signal;
    if (ends.aborted) turn.stop();
    ends.addEventListener('abort', turn.stop, { once: true });
    try {
      const events = answerTurn({ db, models, log, replies, had, tells, signal: turn.stopped });
      yield* tellTurn ? tellTurn(events) : events;
    } finally {
      ends.removeEventListener('abort', turn.stop);
      turn.leave();
    }
  });
}

/** Takes a `FeedbackRequest` as JSON; gives nothing, or `{message}` where it is refused. */
export async function postFeedback(post: ConversationPost): Promise<Response> {
  const { request, context, userId, conversationId } = post;
  const { db } = context;
  const asked = readFeedbackRequest(await request.json().catch(() => null));
  if (!asked) return refusal(new WorkbenchError('bad-input', 'This cannot be kept.'));
  const whose = { conversationId, userId, now: new Date().toISOString() };
  try {
    await writeTogether(db, () => {
      if (asked.kind === 'report') addReport(db, { ...asked, ...whose });
      else if (asked.kind === 'edit') addEdit(db, { ...asked, ...whose });
      else withdrawFeedback(db, { ...asked, ...whose, kind: asked.of });
    });
    return new Response(null, { status: 204 });
  } catch (error) {
    return toldRefusal(error, context.log);
  }
}
