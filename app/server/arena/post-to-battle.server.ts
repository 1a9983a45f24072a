import type { AppLoadContext } from '@remix-run/node';
import { z } from 'zod';
import { evenPace } from '#annotations/arena/even-telling.ts';
import type { BattleRequest } from '#app/components/arena/arena-view.ts';
import type { Db } from '#db/client.ts';
import { type PendingReply, retryReply, sayInConversation } from '#db/queries/conversations.ts';
import { readConversation } from '#db/queries/conversations-kept.ts';
import { writeTogether } from '#db/write-together.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { answerTurn } from '../conversations/answer-turn.server.ts';
import { refuseWhereFull } from '../conversations/refuse-where-full.server.ts';
import { refusal, toldRefusal } from '../conversations/refused-post.server.ts';
import { type TakenTurn, takeTurn } from '../conversations/turns-under-way.server.ts';
import { eventStream } from '../event-stream.server.ts';
import { evenEvents } from './even-events.server.ts';
import { lastReply } from './view-battle.server.ts';

const request = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('say'), text: z.string().max(100_000), turn: z.int().min(0).max(10_000) }),
  z.strictObject({ kind: z.literal('again') }),
]);

export interface BattlePost {
  readonly request: Request;
  readonly context: Pick<AppLoadContext, 'db' | 'models' | 'log' | 'left' | 'shutdown'>;
  readonly userId: string;
  readonly conversationId: string;
}

/**
 * Takes a `BattleRequest` as JSON of the one whose battle it is, and gives a `text/event-stream` of `BattleEvent`s, or
 * `{message}` where it is refused.
 */
export async function postToBattle(post: BattlePost): Promise<Response> {
  const { context, userId, conversationId } = post;
  const { db, models, log } = context;
  const asked = request.safeParse(await post.request.json().catch(() => null)).data;
  if (!asked) return refusal(new WorkbenchError('bad-input', 'This cannot be said.'));
  let turn: TakenTurn | undefined;
  try {
    refuseWhereFull(models);
    turn = await takeTurn(models, { userId, conversationId, lanes: [0, 1] });
    const begun = await writeTogether<Begun>(db, () => begin(db, conversationId, asked));
    return answering(post, turn, begun);
  } catch (error) {
    turn?.leave();
    return toldRefusal(error, log);
  }
}

interface Begun {
  readonly replies: readonly PendingReply[];
  /** By lane what is written already. */
  readonly had: ReadonlyMap<number, string>;
}

function begin(db: Db, conversationId: string, asked: BattleRequest): Begun {
  const now = new Date().toISOString();
  const conversation = readConversation(db, conversationId);
  const last = conversation?.messages.at(-1);
  const turn = last?.turn;
  const lastOf = (lane: number) =>
    conversation && turn !== undefined ? lastReply(conversation.replies, { turn, lane }) : undefined;
  const open = [0, 1].filter((lane) => lastOf(lane)?.status !== 'done');
  // Said once more, since no answer came: it is there.
  const isThere = asked.kind === 'say' && last?.turn === asked.turn && last.text === asked.text.trim();
  if (asked.kind === 'say' && !isThere) {
    if (turn !== undefined && open.length > 0)
      throw new WorkbenchError('conflict', 'The two replies are not both there yet. Try again first.');
    const { replies } = sayInConversation(db, { ...asked, conversationId, now });
    return { replies, had: new Map() };
  }
  if (turn === undefined) throw new WorkbenchError('conflict', 'Nothing has been said yet.');
  // Where both are there, because only their telling broke off, they are told once more.
  return {
    replies: open.map((lane) => retryReply(db, { conversationId, turn, lane, now })),
    had: new Map(
      [0, 1].filter((lane) => !open.includes(lane)).map((lane) => [lane, lastOf(lane)?.text ?? '']),
    ),
  };
}

function answering(post: BattlePost, turn: TakenTurn, { replies, had }: Begun): Response {
  const { db, models, log, left, shutdown } = post.context;
  return eventStream({ left, shutdown, log }, async function* (signal) {
    if (signal.aborted) turn.stop();
    signal.addEventListener('abort', turn.stop, { once: true });
    try {
      const events = answerTurn({ db, models, log, replies, tells: 'words', signal: turn.stopped });
      yield* evenEvents(events, { had, pace: evenPace, signal });
    } finally {
      turn.leave();
    }
  });
}
