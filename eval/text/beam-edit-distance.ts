/** Half the width of the band around the diagonal that is looked at (Tercom's beam). */
const beamWidth = 25;
const unreached = 1e9;

export const [noEdit, substitution, deletion, insertion, unknownEdit] = [0, 1, 2, 3, 4] as const;

/**
 * Edit distances between one reference and many orders of the words of one hypothesis, all of the same length, within
 * Tercom's band, with the edits that sacreBLEU 2.6.0 prefers among equals: none or a substitution, then a deletion,
 * then an insertion. Rows that a changed order shares with the current one are not computed again.
 */
export class BeamEditDistance {
  readonly #reference: Int32Array;
  readonly #length: number;
  readonly #ratio: number;
  readonly #beam: number;
  /** Rows 0…n of the current order, then of the one that is tried. */
  readonly #costs: Int32Array;
  readonly #edits: Uint8Array;
  readonly #trial: Int32Array;

  /** @param hypothesisLength at least 1 */
  constructor(reference: Int32Array, hypothesisLength: number) {
    this.#reference = reference;
    this.#length = hypothesisLength;
    this.#ratio = reference.length / hypothesisLength;
    this.#beam = beamWidth < this.#ratio / 2 ? Math.ceil(this.#ratio / 2 + beamWidth) : beamWidth;
    const cells = (hypothesisLength + 1) * (reference.length + 1);
    this.#costs = new Int32Array(cells);
    this.#edits = new Uint8Array(cells);
    this.#trial = new Int32Array(cells);
    for (let j = 0; j <= reference.length; j++) {
      this.#costs[j] = j;
      this.#edits[j] = insertion;
    }
  }

  /** Makes an order of the words the current one; gives its distance. */
  setCurrent(words: Int32Array): number {
    const width = this.#reference.length + 1;
    for (let i = 1; i <= this.#length; i++) this.#fillRow(words[i - 1] as number, i);
    return this.#costs[this.#length * width + width - 1] as number;
  }

  /**
   * The distance of an order whose first `same` words are the current order's, or any number above `limit` where the
   * distance is above it.
   */
  tryOrder(words: Int32Array, same: number, limit: number): number {
    const width = this.#reference.length + 1;
    const trial = this.#trial;
    trial.set(this.#costs.subarray(same * width, (same + 1) * width), same * width);
    for (let i = same + 1; i <= this.#length; i++) {
      // Costs do not fall from one row to the next, so the least of a row is the least that can come of it.
      if (this.#fillTrialRow(words[i - 1] as number, i) > limit) return limit + 1;
    }
    return trial[this.#length * width + width - 1] as number;
  }

  /** The edits of the current order from its end to its start. */
  edits(): number[] {
    const width = this.#reference.length + 1;
    const edits: number[] = [];
    let [i, j] = [this.#length, this.#reference.length];
    while (i > 0 || j > 0) {
      const edit = this.#edits[i * width + j] as number;
      if (edit === unknownEdit) throw new Error('an alignment left the band that was looked at');
      edits.push(edit);
      if (edit !== insertion) i--;
      if (edit !== deletion) j--;
    }
    return edits;
  }

  #bandOf(i: number): readonly [number, number] {
    const diagonal = Math.floor(i * this.#ratio);
    const end = this.#reference.length + 1;
    return [
      Math.max(0, diagonal - this.#beam),
      i === this.#length ? end : Math.min(end, diagonal + this.#beam),
    ];
  }

  #fillRow(word: number, i: number): void {
    const width = this.#reference.length + 1;
    const [costs, edits, reference] = [this.#costs, this.#edits, this.#reference];
    const [from, to] = this.#bandOf(i);
    const at = i * width;
    costs.fill(unreached, at, at + width);
    edits.fill(unknownEdit, at, at + width);
    for (let j = from; j < to; j++) {
      const above = costs[at - width + j] as number;
      if (j === 0) {
        costs[at] = above + 1;
        edits[at] = deletion;
        continue;
      }
      const isSame = word === reference[j - 1];
      let cost = (costs[at - width + j - 1] as number) + (isSame ? 0 : 1);
      let edit: number = isSame ? noEdit : substitution;
      if (above + 1 < cost) {
        cost = above + 1;
        edit = deletion;
      }
      const left = (costs[at + j - 1] as number) + 1;
      if (left < cost) {
        cost = left;
        edit = insertion;
      }
      if (cost < unreached) {
        costs[at + j] = cost;
        edits[at + j] = edit;
      }
    }
  }

  /** Gives the least cost of the row. */
  #fillTrialRow(word: number, i: number): number {
    const width = this.#reference.length + 1;
    const [costs, reference] = [this.#trial, this.#reference];
    const [from, to] = this.#bandOf(i);
    const at = i * width;
    if (from > 0) costs.fill(unreached, at, at + from);
    if (to < width) costs.fill(unreached, at + to, at + width);
    let least = unreached;
    let left = unreached;
    let diagonal = from > 0 ? (costs[at - width + from - 1] as number) : unreached;
    for (let j = from; j < to; j++) {
      const above = costs[at - width + j] as number;
      let cost = j > 0 && word === reference[j - 1] ? diagonal : diagonal + 1;
      if (above + 1 < cost) cost = above + 1;
      if (left + 1 < cost) cost = left + 1;
      if (cost > unreached) cost = unreached;
      costs[at + j] = cost;
      if (cost < least) least = cost;
      left = cost;
      diagonal = above;
    }
    return least;
  }
}
