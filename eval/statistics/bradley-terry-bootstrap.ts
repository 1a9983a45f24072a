import type { Random } from '#lib/rng.ts';
import { drawBinomial } from './binomial-draw.ts';
import { bradleyTerry, centred } from './bradley-terry.ts';
import { cholesky, invertCholesky, solveCholesky } from './cholesky.ts';
import { type PairRecord, withTiesAsHalves } from './comparisons.ts';
import { notDefined } from './estimate.ts';
import { quantile } from './quantile.ts';

export interface BradleyTerryBootstrapOptions {
  readonly items: number;
  readonly random: Random;
  readonly resamples: number;
  /** Of confidence, in (0, 1). */
  readonly level: number;
  /** Votes that belong together, such as one person's, adding up to the records: whole clusters are drawn then. */
  readonly clusters?: readonly (readonly PairRecord[])[] | undefined;
}

export type BradleyTerryBootstrapResult =
  | {
      readonly status: 'defined';
      /** Log abilities, mean 0; ties count as halves. */
      readonly abilities: Float64Array;
      /** Percentile intervals of the abilities, and of the ranks (1 the best). */
      readonly intervals: readonly (readonly [number, number])[];
      readonly ranks: readonly (readonly [number, number])[];
      /** Robust standard errors of the abilities, valid where votes do not follow the model. */
      readonly sandwichErrors: Float64Array;
      /** Resamples in which every ability is finite: the intervals rest on these. */
      readonly used: number;
    }
  | { readonly status: 'undefined'; readonly reason: string };

/**
 * Bootstrap and sandwich uncertainty of Bradley–Terry abilities: votes are drawn with replacement, as counts of each
 * outcome of each pair, or clusters of votes, and the model is fitted from the whole sample's abilities on. The
 * sandwich takes votes as independent either way.
 *
 * Source: Efron & Tibshirani (1993), chapter 13; White (1982) for the sandwich; Chiang et al. (2024), Chatbot Arena.
 */
export function bradleyTerryBootstrap(
  records: readonly PairRecord[],
  { items, random, resamples, level, clusters }: BradleyTerryBootstrapOptions,
): BradleyTerryBootstrapResult {
  const fit = bradleyTerry(withTiesAsHalves(records), { items });
  if (fit.status === 'undefined') return fit;
  const drawer = clusters ? new ClusterDrawer(records, clusters) : new VoteDrawer(records);
  const abilities: Float64Array[] = Array.from({ length: items }, () => new Float64Array(resamples));
  const ranks: Float64Array[] = Array.from({ length: items }, () => new Float64Array(resamples));
  let used = 0;
  for (let resample = 0; resample < resamples; resample++) {
    const point = refit(drawer.draw(random), fit.abilities);
    if (!point) continue;
    for (let item = 0; item < items; item++) {
      let rank = 1;
      for (let other = 0; other < items; other++) if (point[other]! > point[item]!) rank++;
      abilities[item]![used] = point[item]!;
      ranks[item]![used] = rank;
    }
    used++;
  }
  if (used < resamples / 2)
    return notDefined('most resamples leave some ability infinite: there are too few votes');
  const tail = (1 - level) / 2;
  const intervalOf = (values: Float64Array) => {
    const sorted = values.subarray(0, used).slice().sort();
    return [quantile(sorted, tail), quantile(sorted, 1 - tail)] as const;
  };
  return {
    status: 'defined',
    abilities: fit.abilities,
    intervals: abilities.map(intervalOf),
    ranks: ranks.map((values) => {
      const [low, high] = intervalOf(values);
      return [Math.floor(low), Math.ceil(high)] as const;
    }),
    sandwichErrors: sandwichErrors(records, fit.abilities),
    used,
  };
}

/** Wins of either side of each pair, ties as halves. */
interface PairWins {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstWins: Float64Array;
  readonly secondWins: Float64Array;
}

function noWins(records: readonly PairRecord[]): PairWins {
  return {
    first: Int32Array.from(records, ({ first }) => first),
    second: Int32Array.from(records, ({ second }) => second),
    firstWins: new Float64Array(records.length),
    secondWins: new Float64Array(records.length),
  };
}

/** Draws as many votes as there are, by the multinomial law over outcomes. */
class VoteDrawer {
  readonly #counts: Float64Array;
  readonly #total: number;
  readonly #wins: PairWins;

  constructor(records: readonly PairRecord[]) {
    this.#counts = Float64Array.from(
      records.flatMap(({ firstWins, secondWins, ties }) => [firstWins, secondWins, ties]),
    );
    this.#total = this.#counts.reduce((sum, count) => sum + count, 0);
    this.#wins = noWins(records);
  }

  draw(random: Random): PairWins {
    let [left, weight] = [Math.round(this.#total), this.#total];
    const outcome = (cell: number) => {
      const count = this.#counts[cell]!;
      if (count === 0 || left === 0) return 0;
      const drawn = drawBinomial({ trials: left, probability: Math.min(1, count / weight) }, random);
      left -= drawn;
      weight -= count;
      return drawn;
    };
    for (let pair = 0; pair < this.#wins.first.length; pair++) {
      const [first, second, ties] = [outcome(3 * pair), outcome(3 * pair + 1), outcome(3 * pair + 2)];
      this.#wins.firstWins[pair] = first + ties / 2;
      this.#wins.secondWins[pair] = second + ties / 2;
    }
    return this.#wins;
  }
}

/** Draws as many clusters as there are. */
class ClusterDrawer {
  /** Of each cluster: pair, wins of its first and of its second, in a row. */
  readonly #clusters: readonly Float64Array[];
  readonly #wins: PairWins;

  constructor(records: readonly PairRecord[], clusters: readonly (readonly PairRecord[])[]) {
    const pairs = new Map(records.map(({ first, second }, at) => [`${first} ${second}`, at]));
    this.#clusters = clusters.map((cluster) =>
      Float64Array.from(
        withTiesAsHalves(cluster).flatMap(({ first, second, firstWins, secondWins }) => {
          const pair = pairs.get(`${first} ${second}`);
          if (pair === undefined) throw new RangeError('a cluster has a pair that the records lack');
          return [pair, firstWins, secondWins];
        }),
      ),
    );
    this.#wins = noWins(records);
  }

  draw(random: Random): PairWins {
    const { firstWins, secondWins } = this.#wins;
    firstWins.fill(0);
    secondWins.fill(0);
    for (let drawn = 0; drawn < this.#clusters.length; drawn++) {
      const cluster = this.#clusters[random.below(this.#clusters.length)]!;
      for (let at = 0; at < cluster.length; at += 3) {
        firstWins[cluster[at]!]! += cluster[at + 1]!;
        secondWins[cluster[at]!]! += cluster[at + 2]!;
      }
    }
    return this.#wins;
  }
}

/** Beyond this an ability is taken to be on its way to infinity. */
const greatestAbility = 25;

/** Newton's method from the whole sample's abilities; null where there is no finite maximum. */
function refit({ first, second, firstWins, secondWins }: PairWins, start: Float64Array): Float64Array | null {
  const n = start.length;
  let point = start.slice();
  for (let iteration = 0; iteration < 30; iteration++) {
    const gradient = new Float64Array(n);
    // Ones hold the mean at 0.
    const information = new Float64Array(n * n).fill(1);
    for (let pair = 0; pair < first.length; pair++) {
      const total = firstWins[pair]! + secondWins[pair]!;
      if (total === 0) continue;
      const [i, j] = [first[pair]!, second[pair]!];
      const p = 1 / (1 + Math.exp(point[j]! - point[i]!));
      const score = firstWins[pair]! - total * p;
      const weight = total * p * (1 - p);
      gradient[i]! += score;
      gradient[j]! -= score;
      information[i * n + i]! += weight;
      information[j * n + j]! += weight;
      information[i * n + j]! -= weight;
      information[j * n + i]! -= weight;
    }
    const lower = cholesky(information, n);
    if (!lower) return null;
    const step = solveCholesky(lower, gradient);
    let most = 0;
    point = point.map((value, i) => {
      const change = Math.max(-3, Math.min(3, step[i]!));
      most = Math.max(
        most,
        Math.abs(change),
        Math.abs(value + change) > greatestAbility ? Number.POSITIVE_INFINITY : 0,
      );
      return value + change;
    });
    if (most === Number.POSITIVE_INFINITY) return null;
    // Steps shrink quadratically: what is left after one of 1e-3 is some 1e-6.
    if (most < 1e-3) return centred(point);
  }
  return null;
}

/** A⁻¹ B A⁻¹ with A the information and B the sum over votes of squared scores. */
function sandwichErrors(records: readonly PairRecord[], abilities: Float64Array): Float64Array {
  const n = abilities.length;
  const information = new Float64Array(n * n).fill(1);
  const scores = new Float64Array(n * n);
  const add = (matrix: Float64Array, { first: i, second: j }: PairRecord, weight: number) => {
    matrix[i * n + i]! += weight;
    matrix[j * n + j]! += weight;
    matrix[i * n + j]! -= weight;
    matrix[j * n + i]! -= weight;
  };
  for (const record of records) {
    const { firstWins, secondWins, ties } = record;
    const p = 1 / (1 + Math.exp(abilities[record.second]! - abilities[record.first]!));
    add(information, record, (firstWins + secondWins + ties) * p * (1 - p));
    add(scores, record, firstWins * (1 - p) ** 2 + secondWins * p ** 2 + ties * (0.5 - p) ** 2);
  }
  const lower = cholesky(information, n);
  if (!lower) return new Float64Array(n).fill(Number.NaN);
  const inverse = invertCholesky(lower, n);
  return abilities.map((_, i) => {
    let variance = 0;
    for (let a = 0; a < n; a++)
      for (let b = 0; b < n; b++) variance += inverse[i * n + a]! * scores[a * n + b]! * inverse[b * n + i]!;
    return Math.sqrt(Math.max(0, variance));
  });
}
