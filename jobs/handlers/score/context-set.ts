import { createHash } from 'node:crypto';

/** A name for a set of contexts, the same in whatever order they come. Scores over equal sets are paired. */
export function contextSetOf(contexts: readonly number[]): string {
  const ascending = contexts.toSorted((a, b) => a - b);
  return createHash('sha256').update(ascending.join(',')).digest('hex').slice(0, 32);
}
