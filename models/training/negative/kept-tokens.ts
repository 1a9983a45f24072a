import type { SystemUnderTraining } from '../feedback/system-under-training.ts';
import type { NegativeConfig } from './negative-config.ts';

/** The tokens that negative updates leave as they are: of words that were named, and the most frequent ones. */
export function keptTokens<Item>(
  { tokenizer, replyOf, learned, special }: SystemUnderTraining<Item>,
  { maskedWords, frequentTokens }: Pick<NegativeConfig, 'maskedWords' | 'frequentTokens'>,
): ReadonlySet<number> {
  const kept = new Set<number>();
  for (const word of maskedWords) for (const token of formsOf(word, tokenizer)) kept.add(token);
  if (frequentTokens === 0) return kept;
  const counts = new Map<number, number>();
  for (const item of learned)
    for (const token of replyOf(item))
      if (!special.has(token)) counts.set(token, (counts.get(token) ?? 0) + 1);
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || a - b);
  for (const [token] of ranked.slice(0, frequentTokens)) kept.add(token);
  return kept;
}

/** A word that is one token, at the start of a text and within, with and without a capital. */
function formsOf(word: string, tokenizer: SystemUnderTraining<unknown>['tokenizer']): number[] {
  const capital = `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
  return [word, ` ${word}`, capital, ` ${capital}`].flatMap((form) => {
    const tokens = tokenizer.encode(form, { addSpecialTokens: false });
    return tokens.length === 1 ? tokens : [];
  });
}
