/** Tokens still in play with their scores (logits up to a constant). */
export interface Candidates {
  readonly ids: Int32Array;
  readonly scores: Float64Array;
}

/**
 * The k best of a stream of (score, id): a heap with the worst of them on top, so that nearly every offer ends
 * at one comparison with `threshold`. Of equal scores the lower id is better, as in ONNX's TopK.
 */
export class KBest {
  readonly #ids: Int32Array;
  readonly #scores: Float64Array;
  #size = 0;

  constructor(readonly k: number) {
    this.#ids = new Int32Array(k);
    this.#scores = new Float64Array(k);
  }

  /** Only a higher score, or an equal one with a lower id, can still enter. */
  get threshold(): number {
    return this.#size < this.k ? Number.NEGATIVE_INFINITY : this.#scores[0]!;
  }

  /** Scores of -Infinity and NaN never enter. */
  offer(score: number, id: number): void {
    if (!(score > Number.NEGATIVE_INFINITY)) return;
    if (this.#size < this.k) {
      this.#rise(this.#size++, score, id);
    } else if (this.#worse(0, score, id)) {
      this.#sink(score, id);
    }
  }

  /** Best first. */
  sorted(): Candidates {
    const order = Array.from({ length: this.#size }, (_, place) => place);
    order.sort((a, b) => this.#scores[b]! - this.#scores[a]! || this.#ids[a]! - this.#ids[b]!);
    return {
      ids: Int32Array.from(order, (place) => this.#ids[place]!),
      scores: Float64Array.from(order, (place) => this.#scores[place]!),
    };
  }

  /** Whether the entry at `place` is worse than (score, id). */
  #worse(place: number, score: number, id: number): boolean {
    const held = this.#scores[place]!;
    return held < score || (held === score && this.#ids[place]! > id);
  }

  #rise(start: number, score: number, id: number): void {
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#worse(parent, score, id)) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#scores[place] = score;
    this.#ids[place] = id;
  }

  #sink(score: number, id: number): void {
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#size) break;
      const right = child + 1;
      if (right < this.#size && this.#worse(right, this.#scores[child]!, this.#ids[child]!)) child = right;
      if (!this.#worse(child, score, id)) break;
      this.#move(child, place);
      place = child;
    }
    this.#scores[place] = score;
    this.#ids[place] = id;
  }

  #move(from: number, to: number): void {
    this.#scores[to] = this.#scores[from]!;
    this.#ids[to] = this.#ids[from]!;
  }
}

/** The k best tokens of a row, best first; fewer where the others have score -Infinity. One pass, no sorting of the row. */
export function kBest(scores: Float32Array, k: number): Candidates {
  const best = new KBest(Math.min(k, scores.length));
  let threshold = best.threshold;
  for (let id = 0; id < scores.length; id++) {
    const score = scores[id]!;
    if (score > threshold) {
      best.offer(score, id);
      threshold = best.threshold;
    }
  }
  return best.sorted();
}
