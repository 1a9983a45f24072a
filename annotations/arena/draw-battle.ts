import type { PairRecord } from '#eval/statistics/comparisons.ts';
import { pairDraw } from '#eval/statistics/pair-draw.ts';
import type { Random } from '#lib/rng.ts';

/** How often two systems were voted on, by their names or ids, whichever lane they had. */
export interface PairVotes {
  readonly first: string;
  readonly second: string;
  readonly firstWins: number;
  readonly secondWins: number;
  /** Ties, and votes for neither. */
  readonly ties: number;
}

/**
 * Draws who meets next, in the order of their lanes: pairs of which a vote would tell more come more often, every pair
 * has a chance, and either of the two is as likely to stand first.
 * @param systems at least two, all different
 */
export function drawBattle(
  systems: readonly string[],
  votes: readonly PairVotes[],
  random: Random,
): readonly [string, string] {
  // The order of systems must not matter for the same seed.
  const sorted = [...systems].sort();
  const places = new Map(sorted.map((system, at) => [system, at]));
  const records = votes.flatMap(({ first, second, ...counts }): PairRecord[] => {
    const [a, b] = [places.get(first), places.get(second)];
    return a === undefined || b === undefined ? [] : [{ first: a, second: b, ...counts }];
  });
  const chances = pairDraw(records, { items: sorted.length });
  let left = random.next();
  const drawn =
    chances.find(({ chance }) => {
      left -= chance;
      return left < 0;
    }) ?? chances[chances.length - 1];
  const pair = [sorted[drawn?.first ?? 0] ?? '', sorted[drawn?.second ?? 1] ?? ''] as const;
  return random.below(2) === 0 ? pair : [pair[1], pair[0]];
}
