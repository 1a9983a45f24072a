/** A row that was found and how well it fits. */
export interface Match {
  /** the row's place in what was indexed */
  readonly id: number;
  readonly score: number;
}

/**
 * The best `count` of the rows that are offered: highest score first, of equal scores the lower id. A heap with the
 * worst kept row on top, so that most offers cost one comparison.
 */
export class BestMatches {
  readonly #count: number;
  readonly #heap: Match[] = [];

  /** @throws RangeError unless `count` is a whole number, 0 or above */
  constructor(count: number) {
    if (!Number.isInteger(count) || count < 0)
      throw new RangeError(`the number of matches must be a whole number from 0, not ${count}`);
    this.#count = count;
  }

  /** The score that an offer must reach; -Infinity while there is room. */
  get threshold(): number {
    if (this.#count === 0) return Number.POSITIVE_INFINITY;
    return this.#heap.length < this.#count ? Number.NEGATIVE_INFINITY : (this.#heap[0]?.score ?? 0);
  }

  offer(id: number, score: number): void {
    const heap = this.#heap;
    if (heap.length < this.#count) {
      heap.push({ id, score });
      this.#rise(heap.length - 1);
    } else if (heap[0] !== undefined && isBetter({ id, score }, heap[0])) {
      heap[0] = { id, score };
      this.#sink();
    }
  }

  /** The best first. */
  list(): Match[] {
    return this.#heap.toSorted((a, b) => (isBetter(a, b) ? -1 : 1));
  }

  #rise(from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!this.#isWorse(place, above)) return;
      this.#swap(place, above);
      place = above;
    }
  }

  #sink(): void {
    let place = 0;
    for (;;) {
      let worst = place;
      for (const below of [2 * place + 1, 2 * place + 2])
        if (below < this.#heap.length && this.#isWorse(below, worst)) worst = below;
      if (worst === place) return;
      this.#swap(place, worst);
      place = worst;
    }
  }

  #isWorse(a: number, b: number): boolean {
    return isBetter(this.#heap[b] as Match, this.#heap[a] as Match);
  }

  #swap(a: number, b: number): void {
    const held = this.#heap[a] as Match;
    this.#heap[a] = this.#heap[b] as Match;
    this.#heap[b] = held;
  }
}

function isBetter(a: Match, b: Match): boolean {
  return a.score > b.score || (a.score === b.score && a.id < b.id);
}
