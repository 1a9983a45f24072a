import type { GeneratedResponse } from './generator.ts';

/** Tokens of a reply, counted by who wrote it; undefined where a remote server does not say. */
export function tokenCount({ tokens, details }: GeneratedResponse): number | undefined {
  return details.remote ? details.remote.completionTokens : tokens.length;
}
