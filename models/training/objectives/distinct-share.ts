/**
 * Distinct-n (Li et al. 2016): different runs of n words among all runs of n words of a set of texts, in [0, 1]. NaN
 * where no text has n words.
 */
export function distinctShare(texts: readonly (readonly string[])[], n: number): number {
  const seen = new Set<string>();
  let total = 0;
  for (const words of texts)
    for (let start = 0; start + n <= words.length; start++) {
      seen.add(words.slice(start, start + n).join(' '));
      total++;
    }
  return seen.size / total;
}

/** Words and marks of a text, in lower case: "I'm fine." is `i'm`, `fine`, `.`. */
export function wordsAndMarks(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:'[\p{L}]+)*|[^\s\p{L}\p{N}]/gu) ?? [];
}
