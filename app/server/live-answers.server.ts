import type { Logger } from 'pino';
import type { LiveEvent, LiveReply } from '#app/components/live/live-events.ts';
import { decodingOptions, type LiveRequest } from '#app/components/live/live-request.ts';
import type { Db } from '#db/client.ts';
import { listAnsweringSystems } from '#db/queries/answering-systems.ts';
import { listReplies } from '#db/queries/generation-runs.ts';
import { findLiveContext } from '#db/queries/live-context.ts';
import { isWorkbenchError, userMessage, WorkbenchError } from '#lib/errors.ts';
import {
  type GeneratedResponse,
  type ModelClient,
  type RespondRequest,
  type SystemDefinition,
  tokenCount,
} from '#models/client.ts';
import { definitionOf } from './live-systems.server.ts';

/** What is asked of whom, looked up. */
export interface LivePlan {
  readonly systems: readonly SystemDefinition[];
  /** Systems that cannot be asked at all, and why. */
  readonly problems: readonly { readonly system: string; readonly message: string }[];
  readonly request: Omit<RespondRequest, 'onToken' | 'signal'>;
}

/** @throws WorkbenchError `not-found` where there is no such context, `bad-input` where there is nothing to answer */
export function planLive(db: Db, asked: LiveRequest): LivePlan {
  const systems: SystemDefinition[] = [];
  const problems: { system: string; message: string }[] = [];
  const known = new Map(listAnsweringSystems(db).map((system) => [system.name, system]));
  for (const name of asked.systems) {
    try {
      const found = known.get(name);
      if (!found) throw new WorkbenchError('not-found', `There is no system named ${name} that answers.`);
      // Events are told by the name that was asked for.
      systems.push({ ...definitionOf(name, found.definition), name });
    } catch (error) {
      if (!isWorkbenchError(error)) throw error;
      problems.push({ system: name, message: error.message });
    }
  }
  const needsOthers = systems.some(({ generator }) => generator === 'random');
  return { systems, problems, request: whatIsAsked(db, asked, needsOthers ? 'replies' : 'no replies') };
}

function whatIsAsked(db: Db, asked: LiveRequest, others: 'replies' | 'no replies'): LivePlan['request'] {
  const settings = decodingOptions(asked.settings);
  const common = { seed: asked.seed, ...(Object.keys(settings).length > 0 && { settings }) };
  if (asked.source === null) {
    const context = asked.turns.filter(({ text }) => text.trim() !== '');
    if (context.length === 0)
      throw new WorkbenchError('bad-input', 'Write at least one turn to be answered.');
    return { ...common, context };
  }
  const { dataset, context: contextId } = asked.source;
  const found = findLiveContext(db, { dataset, contextId });
  if (!found)
    throw new WorkbenchError('not-found', `There is no such context in ${dataset} any more. Choose another.`);
  const { history, key, reference, convId, datasetId, split } = found;
  return {
    ...common,
    context: history,
    key,
    reference,
    dialogue: convId,
    ...(others === 'replies' && { others: listReplies(db, { datasetId, split }) }),
  };
}

export interface LiveAnswering {
  readonly models: ModelClient;
  readonly plan: LivePlan;
  readonly signal: AbortSignal;
  readonly log: Pick<Logger, 'error'>;
}

/** What systems answer, as the page is told. Ends when all have answered or failed, or `signal` is aborted. */
export async function* liveEvents({ models, plan, signal, log }: LiveAnswering): AsyncGenerator<LiveEvent> {
  const startedAt = performance.now();
  const texts = new Map(plan.systems.map(({ name }) => [name, new TextSoFar()]));
  for (const { system, message } of plan.problems) yield { kind: 'failed', system, message };
  for await (const event of models.respondAll(plan.systems, { ...plan.request, signal })) {
    const { system } = event;
    const text = texts.get(system) ?? new TextSoFar();
    if (event.kind === 'token') {
      yield { kind: 'text', system, ...text.next(event.text) };
    } else if (event.kind === 'done') {
      const milliseconds = Math.round(performance.now() - startedAt);
      yield { kind: 'done', system, reply: liveReply(event.response, text.lengths), milliseconds };
    } else {
      if (!isWorkbenchError(event.error))
        log.error({ err: event.error, system }, 'a system failed to answer');
      yield { kind: 'failed', system, message: userMessage(event.error) };
    }
  }
  yield { kind: 'end' };
}

/** A reply under way: what of it has been told, and how long it was after each token. */
class TextSoFar {
  readonly lengths: number[] = [];
  #text = '';

  /** A later token may change what stands before it (a capital, a space), so that not all of it may be kept. */
  next(text: string): { readonly keep: number; readonly add: string } {
    let keep = 0;
    while (keep < text.length && text[keep] === this.#text[keep]) keep++;
    this.#text = text;
    this.lengths.push(text.length);
    return { keep, add: text.slice(keep) };
  }
}

const emotionsShown = 5;

export function liveReply(response: GeneratedResponse, lengths: readonly number[]): LiveReply {
  const { text, raw, finished, details } = response;
  const { emotion, ...rest } = details;
  return {
    text,
    ...(raw !== text && { raw }),
    finished,
    tokenCount: tokenCount(response) ?? 0,
    tokens: shownTokens(response, lengths),
    ...(emotion && { emotion: emotion.slice(0, emotionsShown) }),
    ...rest,
  };
}

function shownTokens(
  { text, tokens, logProbabilities }: GeneratedResponse,
  lengths: readonly number[],
): LiveReply['tokens'] {
  if (tokens.length === 0 || lengths.length !== tokens.length) return null;
  let start = 0;
  const shown = logProbabilities.map((logProbability, index) => {
    const end = Math.max(start, Math.min(lengths[index] ?? start, text.length));
    const piece = text.slice(start, end);
    start = end;
    return { text: piece, logProbability };
  });
  return shown.every(isKnown) ? shown : null;
}

function isKnown(token: { text: string; logProbability: number | null }): token is {
  text: string;
  logProbability: number;
} {
  return token.logProbability !== null && Number.isFinite(token.logProbability);
}
