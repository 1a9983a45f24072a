import { decodingOptions } from './live-request.ts';
import type { LiveAnswer, LiveRound } from './live-rounds.ts';

/** A round as JSON, to be kept or sent: what was asked, and what is known of each answer. */
export function roundJson({ request, context, askedAt, answers }: LiveRound): string {
  const { turns, source, systems, seed, settings } = request;
  return JSON.stringify(
    {
      asked_at: askedAt,
      ...(source && { dataset: source.dataset, context_id: source.context }),
      turns,
      reference: context?.reference ?? null,
      seed,
      settings: decodingOptions(settings),
      answers: systems.map((system) => ({ system, ...answerJson(answers[system]) })),
    },
    null,
    2,
  );
}

function answerJson(answer: LiveAnswer | undefined): Readonly<Record<string, unknown>> {
  if (answer === undefined) return {};
  if (answer.status !== 'done') return answer;
  const { reply, milliseconds } = answer;
  const { tokens, tokenCount, unseenTokens, isLimitedByContext, ...rest } = reply;
  return {
    status: 'done',
    ...rest,
    seconds: milliseconds / 1000,
    token_count: tokenCount,
    ...(tokens && {
      tokens: tokens.map(({ text, logProbability }) => ({ text, log_probability: logProbability })),
    }),
    ...(unseenTokens && { unseen_tokens: unseenTokens }),
    ...(isLimitedByContext && { is_limited_by_context: true }),
  };
}
