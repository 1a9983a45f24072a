/**
 * What LEMPEx's classifiers read: a context and a response, the end behind each. A generator's soft response stands in
 * the place of the response, its own end included.
 * @param maxLength of both together; the newest of the context stay
 */
export function exchangeTokens(
  { context, response }: { readonly context: readonly number[]; readonly response: readonly number[] },
  { end, maxLength }: { readonly end: number; readonly maxLength: number },
): number[] {
  const answer = [...response.slice(0, maxLength - 2), end];
  const room = Math.max(0, maxLength - answer.length - 1);
  return [...context.slice(context.length - Math.min(room, context.length)), end, ...answer];
}
