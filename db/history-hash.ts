import { createHash } from 'node:crypto';

/** Tells contexts apart by their turns: first 16 hex digits of SHA-256 over the JSON of the texts, oldest first. */
export function historyHash(texts: readonly string[]): string {
  return textHash(JSON.stringify(texts));
}

/** First 16 hex digits of SHA-256 over a text in UTF-8. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
