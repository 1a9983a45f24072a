/** Words before a flag that turn what it says around; "n't" is the end of "don't" and the like. */
const negations = new Set(['not', 'never', 'no', 'nothing', 'nobody', 'hardly', 'cannot']);
const negationReach = 3;

/** A text as words: lower case, without punctuation but for apostrophes within. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*/gu) ?? [];
}

/**
 * Those of the flags whose words stand in a reply one after another, unless one of the three words before is a negation.
 * `^` before a flag: at the start of the reply only.
 */
export function flagsIn(reply: string, flags: readonly string[]): string[] {
  const words = wordsOf(reply);
  return flags.filter((flag) => {
    const wanted = wordsOf(flag);
    const starts = flag.startsWith('^') ? [0] : words.keys();
    for (const start of starts) if (standsAt(words, start, wanted)) return true;
    return false;
  });
}

function standsAt(words: readonly string[], start: number, wanted: readonly string[]): boolean {
  if (wanted.length === 0 || wanted.some((word, index) => words[start + index] !== word)) return false;
  return !words
    .slice(Math.max(0, start - negationReach), start)
    .some((word) => negations.has(word) || word.endsWith("n't"));
}

/**
 * How alike two texts are as sequences of words: 1 - edits ÷ the longer one's words (Levenshtein); 1 for equal ones.
 */
export function likeness(one: string, other: string): number {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const longer = Math.max(a.length, b.length);
  if (longer === 0) return 1;
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, word] of a.entries()) {
    const next = [row + 1];
    for (const [column, held] of b.entries()) {
      const replaced = (before[column] ?? 0) + (word === held ? 0 : 1);
      next.push(Math.min(replaced, (before[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    before = next;
  }
  return 1 - (before[b.length] ?? 0) / longer;
}
