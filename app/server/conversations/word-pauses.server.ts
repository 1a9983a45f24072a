/** Milliseconds for each turn that is being told, … */
const pauseEach = 4;
/** … no pause where it would be as short as this, about a token's time, and never a longer one than this. */
const shortest = 15;
const longest = 80;

/**
 * When further words of replies under way are told. With a few people each word goes as it comes. With many, what came
 * meanwhile goes together, and all of theirs at the same moments: each telling costs a waking and a write of its own, and
 * words are most of them.
 */
export class WordPauses {
  #turns = 0;
  #waiting: (() => void)[] = [];

  /** One more turn is being told, until what is given back is called. */
  enter(): () => void {
    let isIn = true;
    this.#turns++;
    return () => {
      if (isIn) this.#turns--;
      isIn = false;
    };
  }

  /** Whether there is a pause now, whose end is told. */
  begin(end: () => void): boolean {
    const pause = Math.min(longest, this.#turns * pauseEach);
    if (pause <= shortest) return false;
    this.#waiting.push(end);
    if (this.#waiting.length === 1) setTimeout(() => this.#end(), pause);
    return true;
  }

  #end(): void {
    const ends = this.#waiting;
    this.#waiting = [];
    for (const end of ends) end();
  }
}
