/** What makes written English of text whose punctuation stands apart, in the order it must be applied. */
const joins: readonly (readonly [RegExp, string | ((...found: string[]) => string)])[] = [
  // "I ' m", "don ' t", "it 's", "o ' clock": DailyDialog also writes some endings with a capital ("I ' Ve").
  [
    /(\w) ?' ?(s|t|m|d|re|ve|ll|clock)\b/gi,
    (_, before, ending) => `${before}'${(ending ?? '').toLowerCase()}`,
  ],
  [/(\w) n't\b/gi, "$1n't"],
  // A lost space: "at home.But" is two sentences; abbreviations ("U.S.A", "e.g.") have one letter before the dot.
  [/([a-z]{2})([.?!])([A-Z])/g, '$1$2 $3'],
  [/ +([.,!?;:%)\]])/g, '$1'],
  [/([([$£]) +/g, '$1'],
  [/(\d) - (\w)/g, '$1-$2'],
  [/(\w) \/ (\w)/g, '$1/$2'],
  [/" ([^"]*?) "/g, '"$1"'],
];

/**
 * Written text from text stored as tokens between spaces: "i ' m fine , thanks . . ." becomes "i'm fine,
 * thanks...". Apply `normaliseUtterance` first: apostrophes are expected as a keyboard gives them. Text that is not
 * tokenised comes back unchanged, but for a space that is missing between two sentences.
 */
export function detokenise(text: string): string {
  return joins.reduce<string>(
    (held, [pattern, by]) => (typeof by === 'string' ? held.replace(pattern, by) : held.replace(pattern, by)),
    text,
  );
}
