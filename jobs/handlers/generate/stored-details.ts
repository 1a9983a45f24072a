import type { GeneratedResponse } from '#models/client.ts';

const emotionsKept = 5;

/**
 * What of a reply is stored beside its text: log-probabilities and probabilities to four decimals, the five likeliest
 * emotions.
 */
export function storedDetails({
  text,
  raw,
  tokens,
  logProbabilities,
  finished,
  details,
}: GeneratedResponse): Readonly<Record<string, unknown>> {
  const { emotion, levels, ...rest } = details;
  return {
    finished,
    ...(raw !== text && { raw }),
    ...(tokens.length > 0 && { tokens, logProbabilities: logProbabilities.map(rounded) }),
    ...(emotion && {
      emotion: emotion
        .slice(0, emotionsKept)
        .map(({ label, probability }) => ({ label, probability: rounded(probability) })),
    }),
    ...(levels && {
      levels: Object.fromEntries(
        Object.entries(levels).map(([mechanism, probabilities]) => [mechanism, probabilities.map(rounded)]),
      ),
    }),
    ...rest,
  };
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10_000) / 10_000;
}
