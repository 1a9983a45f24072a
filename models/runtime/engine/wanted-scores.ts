import type { BestLogits } from '../../decoding/row-state.ts';
import type { Feeds } from './decoder-feeds.ts';
import type { Found } from './decoder-runs.ts';
import type { Member } from './member.ts';
import type { Scores } from './reply.ts';

/** More than so many of the largest logits are not worth choosing in the graph: the whole row is taken. */
const mostCandidates = 256;

/** Which scores a run gives its members' replies: as few as all of them can do with. */
export class WantedScores {
  /** How many of the largest logits; null: all of them. */
  readonly #count: number | null;
  /** Members whose logits are summed, by their place among the rows of the run. */
  readonly #sums: readonly number[];
  readonly #vocabulary: number;

  constructor(members: readonly Member[], vocabulary: number) {
    this.#vocabulary = vocabulary;
    const needed = members.map(({ reply }) => reply.bestNeeded ?? Number.POSITIVE_INFINITY);
    const most = Math.max(
      1,
      ...needed.map((count) => (count < vocabulary ? count : Number.POSITIVE_INFINITY)),
    );
    this.#count = most <= mostCandidates ? most : null;
    this.#sums =
      this.#count === null
        ? []
        : members.flatMap(({ reply }, place) => (reply.needsLogSumExp ? [place] : []));
  }

  get feeds(): Feeds {
    return {
      best_count: [this.#count ?? 1],
      sum_rows: { data: [...this.#sums], shape: [this.#sums.length] },
    };
  }

  get fetches(): string[] {
    if (this.#count === null) return ['logits'];
    return ['best_values', 'best_ids', ...(this.#sums.length > 0 ? ['log_sum_exp'] : [])];
  }

  /** The scores of the row at a place among those of the run. */
  at(found: Found, place: number): Scores {
    const row = (name: string, size: number) => found[name]?.data.subarray(place * size, (place + 1) * size);
    if (this.#count === null) {
      const logits = row('logits', this.#vocabulary);
      if (logits instanceof Float32Array) return { logits };
      throw new Error('the decoder gave no floats for logits');
    }
    const values = row('best_values', this.#count);
    const ids = row('best_ids', this.#count);
    if (!values || !ids) throw new Error('the decoder gave no best logits');
    const logSumExp = found.log_sum_exp?.data[this.#sums.indexOf(place)];
    const best: BestLogits = { values, ids, ...(logSumExp === undefined ? {} : { logSumExp }) };
    return { best };
  }
}
