export interface RejectedReply {
  /** The end token included. */
  readonly tokens: readonly number[];
  readonly isHit: boolean;
}

export interface NegativeWeightOptions {
  /** What a reply counts that is no hit; a hit counts 1. */
  readonly missWeight: number;
  /** Tokens that are left as they are: all replies have them. */
  readonly masked: ReadonlySet<number>;
  /** What is left out even of a reply that consists of masked tokens alone, such as the end of replies. */
  readonly special: ReadonlySet<number>;
}

/**
 * What each token of rejected replies counts in the negative update of He & Glass (2020), which lowers
 * Σ_i c_i Σ_t m_t log p(y_t) ÷ Σ_i |y_i|: c_i m_t ÷ Σ |y|, lengths with masked tokens. A reply of masked tokens alone
 * could never be unlearned; of such a one they count, but for special ones.
 */
export function negativeWeights(
  replies: readonly RejectedReply[],
  { missWeight, masked, special }: NegativeWeightOptions,
): number[][] {
  const length = replies.reduce((sum, { tokens }) => sum + tokens.length, 0);
  return replies.map(({ tokens, isHit }) => {
    const left = tokens.every((token) => masked.has(token) || special.has(token)) ? special : masked;
    const share = (isHit ? 1 : missWeight) / length;
    return tokens.map((token) => (left.has(token) || special.has(token) ? 0 : share));
  });
}
