/** Small numbers for strings, equal strings the same number, from 0 in order of appearance. */
export class WordIds {
  readonly #ids = new Map<string, number>();

  of(word: string): number {
    let id = this.#ids.get(word);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(word, id);
    }
    return id;
  }

  ofAll(words: readonly string[]): Int32Array {
    const ids = new Int32Array(words.length);
    for (let i = 0; i < words.length; i++) ids[i] = this.of(words[i] as string);
    return ids;
  }
}
