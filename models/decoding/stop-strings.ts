const unfinishedCharacter = /\uFFFD+$/;

/**
 * Watches a growing text for stop strings. The text ends where the first of them to be completed begins (the
 * longest, if several are completed by the same character), however the text was cut into pieces. Positions
 * are UTF-16 units.
 */
export class StopStrings {
  readonly #stops: readonly { readonly text: string; readonly fallback: Int32Array }[];
  #matched: number[];
  #read = '';
  #stop: string | null = null;

  constructor(stops: readonly string[]) {
    this.#stops = stops.map((text) => ({ text, fallback: borders(text) }));
    this.#matched = stops.map(() => 0);
  }

  /** The stop string that ended the text, or null. */
  get stop(): string | null {
    return this.#stop;
  }

  /** The text before the stop string; while there is none, what no stop string can claim any more. */
  get settledText(): string {
    const held = this.#stop?.length ?? this.#matched.reduce((most, length) => Math.max(most, length), 0);
    return this.#read.slice(0, this.#read.length - held);
  }

  /**
   * Takes the whole text so far and reads what is new. Replacement characters at its end are left for later:
   * a tokenizer writes them for a character whose last bytes are still to come. A text that does not continue
   * the last one (some tokenizers mend spaces afterwards) is read from its beginning. Nothing is read after a stop.
   */
  read(text: string): string | null {
    if (this.#stop !== null) return this.#stop;
    const settled = text.replace(unfinishedCharacter, '');
    if (!settled.startsWith(this.#read)) {
      this.#read = '';
      this.#matched = this.#stops.map(() => 0);
    }
    let at = this.#read.length;
    while (at < settled.length && this.#stop === null) this.#step(settled.charAt(at++));
    this.#read = settled.slice(0, at);
    return this.#stop;
  }

  #step(character: string): void {
    this.#stops.forEach(({ text, fallback }, index) => {
      let matched = this.#matched[index]!;
      while (matched > 0 && text[matched] !== character) matched = fallback[matched - 1]!;
      if (text[matched] === character) matched++;
      this.#matched[index] = matched;
      if (matched === text.length && text.length > (this.#stop?.length ?? 0)) this.#stop = text;
    });
  }
}

/** For each prefix, the length of its longest proper beginning that is also its end (Knuth, Morris & Pratt 1977). */
function borders(text: string): Int32Array {
  const lengths = new Int32Array(text.length);
  let length = 0;
  for (let at = 1; at < text.length; at++) {
    while (length > 0 && text[at] !== text[length]) length = lengths[length - 1]!;
    if (text[at] === text[length]) length++;
    lengths[at] = length;
  }
  return lengths;
}
