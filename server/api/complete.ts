import type { Response } from 'express';
import type { Logger } from 'pino';
import type { Db } from '#db/client.ts';
import type { ApiToken } from '#db/queries/api-tokens.ts';
import { isWorkbenchError } from '#lib/errors.ts';
import { randomToken } from '#lib/ids.ts';
import { contextTexts, type ModelClient } from '#models/client.ts';
import { left } from '../left.ts';
import { type Answer, beginAnswer } from './answer.ts';
import { asApiError } from './api-error.ts';
import type { ApiLimits } from './api-limits.ts';
import {
  type AnswerHead,
  newsChunks,
  roleChunk,
  type Usage,
  usageChunk,
  usageOf,
  wholeBody,
} from './bodies.ts';
import { EventWriter } from './event-writer.ts';
import type { CompletionRequest } from './read-parameters.ts';
import { decodingFor, fingerprint, longestReply, servedSystem } from './served-systems.ts';

export interface Serving {
  readonly db: Db;
  readonly models: ModelClient;
  readonly log: Logger;
  readonly limits: ApiLimits;
  readonly shutdown: AbortSignal;
  readonly stallMs: number;
  /** How many texts one token may have written at once. */
  readonly mostAtOnce: () => number;
}

interface Asked {
  readonly kind: AnswerHead['kind'];
  readonly asked: CompletionRequest;
  readonly response: Response;
}

/** Answers a request, whole or as a stream. Rejects with what is to be told while nothing has been sent. */
export async function complete(serving: Serving, { kind, asked, response }: Asked): Promise<void> {
  const { db, models, limits, shutdown } = serving;
  const token = response.locals.token as ApiToken;
  const system = servedSystem(db, asked.model);
  const { contexts, choices, seed, stops, conversation } = asked;
  const settings = decodingFor(system, asked);
  // What the models would refuse is the asker's to mend; whatever else they throw is not.
  for (const context of contexts) contextTexts(context);
  const plan = {
    ...{ system, contexts, choices, seed, stops, settings, atOnce: serving.mostAtOnce() },
    // Conversations of two tokens are two, whatever their users are called.
    conversation: conversation === undefined ? undefined : `${token.id} ${conversation}`,
  };
  const head: AnswerHead = {
    kind,
    id: `${kind === 'chat' ? 'chatcmpl' : 'cmpl'}-${randomToken(24)}`,
    created: Math.floor(Date.now() / 1000),
    model: asked.model,
    fingerprint: fingerprint(system),
    logprobs: asked.logprobs,
  };
  const entered = limits.enter(token, {
    texts: contexts.length * choices,
    tokensOfEach: longestReply(system, settings),
  });
  response.set(entered.headers);
  const answer = beginAnswer(models, plan, AbortSignal.any([left(response), shutdown]));
  const usage = () => usageOf(answer.choices, choices);
  try {
    if (asked.stream)
      await stream(serving, { answer, head, response, usage, includeUsage: asked.includeUsage });
    else {
      while (!answer.isWhole) await answer.changed();
      // Where the last to come was a failure.
      answer.settled();
      response.json(wholeBody(head, answer.choices, usage()));
    }
  } catch (error) {
    // Whoever has gone needs no answer, and nothing failed.
    if (response.destroyed && isWorkbenchError(error)) return;
    throw error;
  } finally {
    const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = usage();
    entered.end({ promptTokens, completionTokens });
    // Nothing is waited for any more.
    if (shutdown.aborted) limits.write();
  }
}

interface Streaming {
  readonly answer: Answer;
  readonly head: AnswerHead;
  readonly response: Response;
  readonly usage: () => Usage;
  readonly includeUsage: boolean;
}

/** Nothing is sent before something has come, so that a request that is refused gets its status. */
async function stream({ stallMs, log }: Serving, streaming: Streaming): Promise<void> {
  const { answer, head, response, usage, includeUsage } = streaming;
  const writer = new EventWriter(response, stallMs);
  const send = (chunk: object) =>
    writer.send(JSON.stringify(includeUsage ? { usage: null, ...chunk } : chunk));
  await answer.changed();
  writer.begin({});
  try {
    if (head.kind === 'chat') for (const index of answer.choices.keys()) await send(roleChunk(head, index));
    for (let isWhole = false; !isWhole; ) {
      isWhole = answer.isWhole;
      for (const [index, choice] of answer.choices.entries())
        for (const chunk of newsChunks(head, index, choice.news())) await send(chunk);
      if (!isWhole) await answer.changed();
    }
    answer.settled();
    if (includeUsage) await send(usageChunk(head, usage()));
    await writer.send('[DONE]');
  } catch (error) {
    if (response.destroyed) return;
    if (!isWorkbenchError(error)) log.error({ err: error, request: head.id }, 'a stream of the API failed');
    await writer.send(JSON.stringify(asApiError(error).body)).catch(() => {});
  }
  writer.end();
}
