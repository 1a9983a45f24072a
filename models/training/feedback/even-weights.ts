/** Each token counts the same: the mean over all of them. */
export function evenWeights(replies: readonly (readonly number[])[]): number[][] {
  const tokens = replies.reduce((sum, { length }) => sum + length, 0);
  return replies.map((reply) => reply.map(() => 1 / tokens));
}
