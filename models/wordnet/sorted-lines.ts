const [newline, space] = [0x0a, 0x20];

/** Lines of ASCII text sorted by their first word, found by halving: nothing is parsed before it is asked for. */
export class SortedLines {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  has(word: string): boolean {
    return this.#startOf(word) >= 0;
  }

  /** The line that begins with a word. */
  find(word: string): string | undefined {
    const start = this.#startOf(word);
    if (start < 0) return undefined;
    const end = this.#bytes.indexOf(newline, start);
    return this.#bytes.toString('latin1', start, end < 0 ? this.#bytes.length : end);
  }

  #startOf(word: string): number {
    // Lines that begin with a space are the licence; they sort before all words.
    if (word === '' || /[^!-~]/.test(word)) return -1;
    const bytes = this.#bytes;
    let [from, to] = [0, bytes.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const start = bytes.lastIndexOf(newline, middle - 1) + 1;
      const order = middle === 0 ? this.#compare(word, 0) : this.#compare(word, start);
      if (order === 0) return middle === 0 ? 0 : start;
      if (order < 0) to = middle === 0 ? 0 : start;
      else {
        const end = bytes.indexOf(newline, middle);
        from = end < 0 ? bytes.length : end + 1;
      }
    }
    return -1;
  }

  /** Of a word and the first word of the line at `start`: below 0, 0 or above. */
  #compare(word: string, start: number): number {
    for (let i = 0; i < word.length; i++) {
      const difference = word.charCodeAt(i) - (this.#bytes[start + i] ?? space);
      if (difference !== 0) return difference;
    }
    return space - (this.#bytes[start + word.length] ?? space);
  }
}
