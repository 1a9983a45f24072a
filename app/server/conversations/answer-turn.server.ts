import type { Logger } from 'pino';
import type { TurnEvent } from '#app/components/chat/chat-events.ts';
import type { Db } from '#db/client.ts';
import {
  conversationContext,
  type FinishedReply,
  finishReply,
  type PendingReply,
} from '#db/queries/conversations.ts';
import type { WrittenReply } from '#db/queries/written-replies.ts';
import { writeTogether } from '#db/write-together.ts';
import { isWorkbenchError, userMessage } from '#lib/errors.ts';
import { linkedAbort } from '#lib/linked-abort.ts';
import { type GeneratedResponse, type ModelClient, tokenCount } from '#models/client.ts';
import { definitionOf } from '../live-systems.server.ts';
import { checkpointOf } from './checkpoint-of.server.ts';
import { LaneEvents } from './lane-events.server.ts';
import { noteFullQueue } from './refuse-where-full.server.ts';
import { type Telling, toldFailure, toldReply } from './told-reply.server.ts';

export interface TurnAnswering {
  readonly db: Db;
  readonly models: ModelClient;
  readonly log: Pick<Logger, 'error'>;
  /** Of one turn, a lane each. */
  readonly replies: readonly PendingReply[];
  /** Those of the same turn, in other lanes, that are there already: they are told as they are. */
  readonly had?: readonly WrittenReply[] | undefined;
  /** How much the person may learn of who answers. */
  readonly tells: Telling;
  /** Aborted where the person stops or leaves: what was written until then is kept. */
  readonly signal: AbortSignal;
}

/**
 * Has systems answer a turn and keeps each reply as it ends, whether or not anybody still listens: leaving the
 * generator stops what is under way, as `signal` does. It ends when all is kept.
 */
export async function* answerTurn(turn: TurnAnswering): AsyncGenerator<TurnEvent> {
  const { replies, had = [], tells } = turn;
  const all = [...had, ...replies];
  yield {
    kind: 'begun',
    turn: all[0]?.turn ?? 0,
    replies: all.map(({ lane, attempt }) => ({ lane, attempt })),
  };
  for (const reply of had) yield { kind: 'done', lane: reply.lane, reply: toldReply(reply, tells) };
  const { signal, abort, unlink } = linkedAbort([turn.signal]);
  const lanes = new LaneEvents();
  const work = Promise.all(replies.map((reply) => answerLane({ ...turn, signal }, reply, lanes)));
  void work.then(() => lanes.end());
  try {
    for await (const event of lanes) yield event;
    yield { kind: 'end' };
  } finally {
    if (!lanes.isOver) abort();
    await work;
    unlink();
  }
}

async function answerLane(turn: TurnAnswering, reply: PendingReply, lanes: LaneEvents): Promise<void> {
  const { db, log, tells } = turn;
  const { lane } = reply;
  const outcome = await outcomeOf(turn, reply, (text) => lanes.write(lane, text));
  try {
    await writeTogether(db, () => finishReply(db, outcome.finished));
  } catch (error) {
    log.error({ err: error, conversation: reply.conversationId }, 'a reply could not be kept');
    const message =
      'This reply could not be kept: the workbench could not write to its disk. Try again later.';
    lanes.tell({ kind: 'failed', lane, message });
    return;
  }
  if (outcome.finished.status === 'failed')
    lanes.tell({ kind: 'failed', lane, ...toldFailure(outcome.error, tells) });
  else lanes.tell({ kind: 'done', lane, reply: toldReply({ ...reply, ...outcome.finished }, tells) });
}

interface Outcome {
  readonly finished: FinishedReply;
  /** What was thrown, where it failed. */
  readonly error: unknown;
}

/** Never rejects: a reply that failed says so. */
async function outcomeOf(
  { db, models, log, signal, tells }: TurnAnswering,
  reply: PendingReply,
  onText: (text: string) => void,
): Promise<Outcome> {
  const startedAt = performance.now();
  const { id: replyId, conversationId, lane, seed, settings } = reply;
  let text = '';
  /** Undefined where what comes are pieces of a remote server's own size. */
  let tokens: number | undefined = 0;
  let checkpoint: Promise<string | null> = Promise.resolve(null);
  const ended = async (
    status: FinishedReply['status'],
    response?: GeneratedResponse,
  ): Promise<FinishedReply> => ({
    replyId,
    status,
    text: response?.text ?? text,
    checkpoint: await checkpoint,
    details: { ...response?.details },
    tokenCount: response ? tokenCount(response) : tokens,
    milliseconds: performance.now() - startedAt,
  });
  try {
    const system = definitionOf(reply.system, reply.definition);
    checkpoint = checkpointOf(system);
    const response = await models.respond(system, {
      context: conversationContext(db, reply),
      seed,
      settings,
      signal,
      levels: tells === 'everything',
      conversation: `${conversationId}/${lane}`,
      onToken: (event) => {
        text = event.text;
        tokens = event.token < 0 || tokens === undefined ? undefined : tokens + 1;
        onText(text);
      },
    });
    return { finished: await ended('done', response), error: null };
  } catch (error) {
    if (signal.aborted) return { finished: await ended('stopped'), error: null };
    if (isWorkbenchError(error) && error.code === 'busy') noteFullQueue(models);
    if (!isWorkbenchError(error))
      log.error({ err: error, system: reply.system }, 'a system failed to answer');
    return { finished: { ...(await ended('failed')), error: userMessage(error) }, error };
  }
}
