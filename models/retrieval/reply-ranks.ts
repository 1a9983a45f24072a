/** How well the true replies are found among those of others. */
export interface ReplyRecall {
  /** How many questions were asked. */
  readonly questions: number;
  readonly recallAt1: number;
  readonly recallAt10: number;
  /** The mean of 1 ÷ rank. */
  readonly reciprocalRank: number;
}

/**
 * The rank, from 1, of each question's own passage in a block where question i belongs to passage i. Others with the
 * same text do not count; others with the same score stand before it, so that scores that tell nothing apart find
 * nothing.
 * @param scores row-major [questions, passages]
 */
export function replyRanks(scores: ArrayLike<number>, texts: readonly string[]): number[] {
  const count = texts.length;
  return texts.map((text, question) => {
    const own = scores[question * count + question] as number;
    let before = 0;
    for (let other = 0; other < count; other++)
      if (texts[other] !== text && !((scores[question * count + other] as number) < own)) before++;
    return before + 1;
  });
}

export function replyRecall(ranks: readonly number[]): ReplyRecall {
  const share = (at: number) => ranks.filter((rank) => rank <= at).length / ranks.length;
  const reciprocalRank = ranks.reduce((sum, rank) => sum + 1 / rank, 0) / ranks.length;
  return { questions: ranks.length, recallAt1: share(1), recallAt10: share(10), reciprocalRank };
}
