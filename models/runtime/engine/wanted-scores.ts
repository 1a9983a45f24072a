import type { BestLogits } from '../../decoding/row-state.ts';
import type { Feeds } from './decoder-feeds.ts';
import type { Found } from './decoder-runs.ts';
import type { Member } from './member.ts';
import type { Reply, Scores } from './reply.ts';

/** More than so many of the largest logits are not worth choosing in the graph: the whole row is taken. */
const mostCandidates = 256;

/**
 * Which scores a run gives its members' replies: to each what it needs, as if it were alone, so that the last digits of
 * its log-probabilities do not depend on its neighbours.
 */
export class WantedScores {
  readonly #vocabulary: number;
  readonly #replies: readonly Reply[];
  /** For each reply how many of the largest logits it needs; null: all of them. */
  readonly #needed: readonly (number | null)[];
  /** How many of the largest logits the run gives. */
  readonly #count: number;
  /** Rows of the run whose logits are summed, and whose masses are, by their place. */
  readonly #sums: readonly number[];
  readonly #masses: readonly number[];

  constructor(members: readonly Member[], vocabulary: number) {
    this.#vocabulary = vocabulary;
    this.#replies = members.map(({ reply }) => reply);
    this.#needed = this.#replies.map((reply) => neededOf(reply, vocabulary));
    this.#count = Math.max(1, ...this.#needed.map((count) => count ?? 1));
    const places = (wants: (reply: Reply) => boolean) =>
      this.#replies.flatMap((reply, place) => (this.#needed[place] !== null && wants(reply) ? [place] : []));
    this.#sums = places(({ needsLogSumExp }) => needsLogSumExp);
    this.#masses = places(({ nucleusTemperature }) => nucleusTemperature !== null);
  }

  get feeds(): Feeds {
    const scales = this.#masses.map((place) => 1 / (this.#replies[place]?.nucleusTemperature ?? 1));
    return {
      best_count: [this.#count],
      sum_rows: { data: [...this.#sums], shape: [this.#sums.length] },
      mass_rows: { data: [...this.#masses], shape: [this.#masses.length] },
      mass_scales: { data: Float32Array.from(scales), shape: [scales.length, 1] },
    };
  }

  get fetches(): string[] {
    const needsRows = this.#masses.length > 0 || this.#needed.includes(null);
    return [
      ...(needsRows ? ['logits'] : []),
      ...(this.#needed.some((count) => count !== null) ? ['best_values', 'best_ids'] : []),
      ...(this.#sums.length > 0 ? ['log_sum_exp'] : []),
      ...(this.#masses.length > 0 ? ['best_mass'] : []),
    ];
  }

  /** The scores of the row at a place among those of the run. */
  at(found: Found, place: number): Scores {
    if (this.#needed[place] === null) return { logits: this.#logits(found, place) };
    const values = rowOf(found, 'best_values', { place, size: this.#count });
    const ids = rowOf(found, 'best_ids', { place, size: this.#count });
    const logSumExp = found.log_sum_exp?.data[this.#sums.indexOf(place)];
    const mass = found.best_mass?.data[this.#masses.indexOf(place)];
    const best: BestLogits = {
      values,
      ids,
      ...(logSumExp === undefined ? {} : { logSumExp }),
      ...(mass === undefined ? {} : { mass }),
    };
    return mass === undefined ? { best } : { best, logits: this.#logits(found, place) };
  }

  #logits(found: Found, place: number): Float32Array {
    const logits = rowOf(found, 'logits', { place, size: this.#vocabulary });
    if (logits instanceof Float32Array) return logits;
    throw new Error('the decoder gave no floats for logits');
  }
}

/** A nucleus is looked for in all there is where that is little; others take a small vocabulary as it is. */
function neededOf({ bestNeeded, nucleusTemperature }: Reply, vocabulary: number): number | null {
  if (bestNeeded === null) return null;
  if (nucleusTemperature !== null) return Math.min(bestNeeded, mostCandidates, vocabulary);
  return bestNeeded < vocabulary && bestNeeded <= mostCandidates ? bestNeeded : null;
}

function rowOf(found: Found, name: string, { place, size }: { place: number; size: number }) {
  const data = found[name]?.data.subarray(place * size, (place + 1) * size);
  if (!data) throw new Error(`the decoder gave no ${name}`);
  return data;
}
