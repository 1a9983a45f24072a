import type { GeneratedResponse } from './generator.ts';

/** A reply that stands as it is: nothing was generated, so no token has a probability. */
export function wholeReply(text: string): GeneratedResponse {
  return { text: text.trim(), raw: text, tokens: [], logProbabilities: [], finished: 'whole', details: {} };
}
