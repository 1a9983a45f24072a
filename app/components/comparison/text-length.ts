export interface TextLength {
  /** Runs of characters between white space. */
  readonly words: number;
  /** Unicode code points, white space included. */
  readonly characters: number;
}

export function textLength(text: string): TextLength {
  return { words: text.match(/\S+/gu)?.length ?? 0, characters: Array.from(text).length };
}
