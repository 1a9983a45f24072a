/**
 * GPT-2's pre-tokenisation (Radford et al. 2019, `encoder.py`), in the very form `@huggingface/tokenizers`
 * applies it, so that training sees the pieces that encoding will: contractions, words, numbers and runs of
 * other characters, each with at most one space before it, and white space. No merge crosses a piece.
 */
const piece = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** A pattern that finds any of the tokens, the longest first where one starts another. */
function anyOf(tokens: readonly string[]): RegExp | undefined {
  if (tokens.length === 0) return undefined;
  const longestFirst = [...tokens].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((t) => t.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')).join('|'), 'g');
}

/**
 * How often each piece occurs in the texts. Special tokens inside a text divide it and are no pieces.
 * @returns counts in order of first occurrence
 */
export function countPreTokens(
  texts: Iterable<string>,
  specialTokens: readonly string[],
): ReadonlyMap<string, number> {
  const special = anyOf(specialTokens);
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const part of special ? text.split(special) : [text]) {
      for (const [token] of part.matchAll(piece)) counts.set(token, (counts.get(token) ?? 0) + 1);
    }
  }
  return counts;
}
