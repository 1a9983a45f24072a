/** The n-grams of tokens as strings, equal for equal n-grams and for no others: tokens hold no NUL. */
export function* tokenNgrams(tokens: readonly string[], n: number): Generator<string> {
  for (let start = 0; start + n <= tokens.length; start++)
    yield n === 1 ? (tokens[start] as string) : tokens.slice(start, start + n).join('\u0000');
}
