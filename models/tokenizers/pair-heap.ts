/**
 * A binary heap of (count, pair) whose top has the largest count and, among equals, the smallest pair.
 * Entries are never changed; whoever uses it drops those that are out of date as they come up.
 */
export class PairHeap {
  readonly #counts: number[] = [];
  readonly #pairs: number[] = [];

  get size(): number {
    return this.#counts.length;
  }

  push(count: number, pair: number): void {
    let place = this.#counts.length;
    this.#counts.push(count);
    this.#pairs.push(pair);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#before(place, parent)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  pop(): { readonly count: number; readonly pair: number } | undefined {
    const last = this.#counts.length - 1;
    if (last < 0) return undefined;
    this.#swap(0, last);
    const count = this.#counts.pop() ?? 0;
    const pair = this.#pairs.pop() ?? 0;
    this.#sink();
    return { count, pair };
  }

  #sink(): void {
    const size = this.#counts.length;
    let place = 0;
    for (;;) {
      let best = place;
      for (const child of [2 * place + 1, 2 * place + 2]) {
        if (child < size && this.#before(child, best)) best = child;
      }
      if (best === place) return;
      this.#swap(place, best);
      place = best;
    }
  }

  #before(a: number, b: number): boolean {
    const [countA = 0, countB = 0] = [this.#counts[a], this.#counts[b]];
    return countA > countB || (countA === countB && (this.#pairs[a] ?? 0) < (this.#pairs[b] ?? 0));
  }

  #swap(a: number, b: number): void {
    const [count = 0, pair = 0] = [this.#counts[a], this.#pairs[a]];
    this.#counts[a] = this.#counts[b] ?? 0;
    this.#pairs[a] = this.#pairs[b] ?? 0;
    this.#counts[b] = count;
    this.#pairs[b] = pair;
  }
}
