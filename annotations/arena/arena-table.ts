import { bradleyTerryBootstrap } from '#eval/statistics/bradley-terry-bootstrap.ts';
import type { PairRecord } from '#eval/statistics/comparisons.ts';
import { createRandom } from '#lib/rng.ts';
import { figure, noFigure, signature } from '../report/figures.ts';
import type { Figure } from '../report/study-report.ts';
import type { ArenaChoice, ArenaVote } from './arena-vote.ts';

/**
 * What a vote for neither is to strengths: a tie, as Chatbot Arena counts it (Chiang et al. 2024; FastChat,
 * elo_analysis.py gives either side half a win), or nothing, where it is taken to tell of quality and not of order.
 */
export const bothBadRules = ['tie', 'left-out'] as const;
export type BothBadRule = (typeof bothBadRules)[number];

export interface ArenaTableSettings {
  readonly bothBad: BothBadRule;
  /** Of confidence, in (0, 1). */
  readonly level: number;
  readonly resamples: number;
  readonly seed: number;
}

/** Counts of votes on a pair: wins of either, and of neither. */
export interface PairCounts {
  readonly systems: readonly [string, string];
  readonly wins: readonly [number, number];
  readonly ties: number;
  readonly bothBad: number;
}

export interface ArenaSystem {
  readonly system: string;
  readonly votes: number;
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  readonly bothBad: number;
  /** Log strength, mean 0 over the systems: ln of the odds against one of average strength. */
  readonly strength: Figure;
  /** 1 is the best. */
  readonly rank: Figure;
}

export interface ArenaTable {
  readonly votes: number;
  readonly voters: number;
  readonly choices: Readonly<Record<ArenaChoice, number>>;
  /** The strongest first; by name where strengths are not known. */
  readonly systems: readonly ArenaSystem[];
  /** Of every pair that was voted on, each once. */
  readonly pairs: readonly PairCounts[];
  /** What is drawn anew for the intervals. */
  readonly unit: 'people' | 'votes';
  readonly signature: string;
}

/**
 * With fewer people than this, drawing them anew tells little of the spread (Cameron & Miller 2015, section VI, put
 * "few clusters" at fewer than 20 to 50), and votes are drawn.
 */
export const fewestPeople = 20;

/**
 * Strengths by the Bradley–Terry model over all votes, a tie as half a win of either, with intervals of strength and
 * rank when people, or where these are few votes, are drawn anew: the pivot bootstrap of strengths (Chiang et al. 2024,
 * section 5, after DiCiccio & Efron 1996), since few votes overstate differences and resamples do so once more, and the
 * percentiles of ranks. That pairs are drawn by earlier votes
 * does not bias it: the likelihood of the votes is the same whoever was asked to meet.
 */
export function arenaTable(votes: readonly ArenaVote[], settings: ArenaTableSettings): ArenaTable {
  const names = [...new Set(votes.flatMap(({ systems }) => systems))].sort();
  const voters = [...new Set(votes.map(({ voter }) => voter))];
  const unit = voters.length >= fewestPeople ? 'people' : 'votes';
  const pairs = pairCounts(votes);
  const fitted = strengths(votes, { names, pairs, unit, settings });
  const systems = names.map((system, at) => ({
    system,
    ...countsOf(system, pairs),
    strength: fitted.strengths[at] ?? noFigure('there are no votes'),
    rank: fitted.ranks[at] ?? noFigure('there are no votes'),
  }));
  const { bothBad, level, resamples, seed } = settings;
  return {
    votes: votes.length,
    voters: voters.length,
    choices: {
      first: votes.filter(({ choice }) => choice === 'first').length,
      second: votes.filter(({ choice }) => choice === 'second').length,
      tie: votes.filter(({ choice }) => choice === 'tie').length,
      'both-bad': votes.filter(({ choice }) => choice === 'both-bad').length,
    },
    systems: systems.sort((a, b) => (b.strength.value ?? 0) - (a.strength.value ?? 0)),
    pairs,
    unit,
    signature: signature('arena', {
      model: 'bradley-terry',
      ties: 'half',
      'both-bad': bothBad,
      interval: `pivot-bootstrap-${unit}`,
      level,
      B: resamples,
      seed,
      votes: votes.length,
      voters: voters.length,
    }),
  };
}

/** Votes by pair of systems, names in their order. */
export function pairCounts(votes: readonly ArenaVote[]): PairCounts[] {
  const found = new Map<string, { systems: [string, string]; counts: [number, number, number, number] }>();
  for (const { systems, choice } of votes) {
    const isTurned = systems[0] > systems[1];
    const [first, second] = isTurned ? [systems[1], systems[0]] : systems;
    const key = JSON.stringify([first, second]);
    const pair = found.get(key) ?? { systems: [first, second], counts: [0, 0, 0, 0] };
    found.set(key, pair);
    const place = { first: isTurned ? 1 : 0, second: isTurned ? 0 : 1, tie: 2, 'both-bad': 3 }[choice];
    pair.counts[place] = (pair.counts[place] ?? 0) + 1;
  }
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { systems, counts }]) => ({
      systems,
      wins: [counts[0], counts[1]],
      ties: counts[2],
      bothBad: counts[3],
    }));
}

function countsOf(system: string, pairs: readonly PairCounts[]) {
  const counts = { votes: 0, wins: 0, losses: 0, ties: 0, bothBad: 0 };
  for (const { systems, wins, ties, bothBad } of pairs) {
    const at = systems.indexOf(system);
    if (at < 0) continue;
    const [own, other] = at === 0 ? wins : [wins[1], wins[0]];
    counts.votes += own + other + ties + bothBad;
    counts.wins += own;
    counts.losses += other;
    counts.ties += ties;
    counts.bothBad += bothBad;
  }
  return counts;
}

interface Fitting {
  readonly names: readonly string[];
  readonly pairs: readonly PairCounts[];
  readonly unit: ArenaTable['unit'];
  readonly settings: ArenaTableSettings;
}

function strengths(
  votes: readonly ArenaVote[],
  { names, pairs, unit, settings }: Fitting,
): { readonly strengths: readonly Figure[]; readonly ranks: readonly Figure[] } {
  const { bothBad, level, resamples, seed } = settings;
  const place = new Map(names.map((name, at) => [name, at]));
  const recordsOf = (counts: readonly PairCounts[]) =>
    counts.flatMap(({ systems: [first, second], wins, ties, bothBad: neither }): PairRecord[] => {
      const even = ties + (bothBad === 'tie' ? neither : 0);
      if (wins[0] + wins[1] + even === 0) return [];
      const [a, b] = [place.get(first) ?? 0, place.get(second) ?? 0];
      return [{ first: a, second: b, firstWins: wins[0], secondWins: wins[1], ties: even }];
    });
  const none = (reason: string) => {
    const empty = names.map(() => noFigure(reason));
    return { strengths: empty, ranks: empty };
  };
  const result = bradleyTerryBootstrap(recordsOf(pairs), {
    items: names.length,
    random: createRandom(seed, 'arena'),
    resamples,
    level,
    clusters: unit === 'people' ? byVoter(votes).map((own) => recordsOf(pairCounts(own))) : undefined,
  });
  if (result.status === 'undefined')
    return none(
      'some systems have not lost to the rest yet, directly or over others, so that their strength has no bound: it takes more votes',
    );
  return {
    strengths: names.map((_, at) => {
      const value = result.abilities[at] ?? Number.NaN;
      const [low, high] = result.intervals[at] ?? [Number.NaN, Number.NaN];
      return figure(value, 2 * value - high, 2 * value - low);
    }),
    ranks: names.map((_, at) => {
      const own = result.abilities[at] ?? 0;
      const [low, high] = result.ranks[at] ?? [Number.NaN, Number.NaN];
      return figure(1 + result.abilities.filter((other) => other > own).length, low, high);
    }),
  };
}

function byVoter(votes: readonly ArenaVote[]): ArenaVote[][] {
  const found = new Map<string, ArenaVote[]>();
  for (const vote of votes) {
    const own = found.get(vote.voter) ?? [];
    found.set(vote.voter, own);
    own.push(vote);
  }
  return [...found.values()];
}
