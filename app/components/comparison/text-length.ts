export interface TextLength {
  /**
   * Runs between white space that hold a letter or a digit: systems print full stops apart, people do not, and
   * their lengths are to be compared.
   */
  readonly words: number;
  /** Unicode code points, white space included. */
  readonly characters: number;
}

export function textLength(text: string): TextLength {
  return { words: text.match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0, characters: Array.from(text).length };
}
