import { type BradleyTerryResult, bradleyTerry } from '#eval/statistics/bradley-terry.ts';
import { bradleyTerryBootstrap } from '#eval/statistics/bradley-terry-bootstrap.ts';
import { pairRecords, withTiesAsHalves } from '#eval/statistics/comparisons.ts';
import { davidson, type TieModelResult } from '#eval/statistics/davidson.ts';
import { elo } from '#eval/statistics/elo.ts';
import { newmanRanking } from '#eval/statistics/newman-ranking.ts';
import { raoKupper } from '#eval/statistics/rao-kupper.ts';
import {
  type SkillRating,
  type TrueSkillOptions,
  trueSkill,
  trueSkillDefaults,
  trueSkillQuality,
} from '#eval/statistics/trueskill.ts';
import { averageWinRates, winCounts } from '#eval/statistics/win-rates.ts';
import { createRandom } from '#lib/rng.ts';
import type { EvaluationTable } from './evaluation.ts';
import type { Fields } from './fields.ts';
import { type RecordData, readComparisons, readRecords } from './read-comparisons.ts';

/**
 * `comparisons` are [left, right, winner] in voting order; `games` [a, b, a's wins, b's wins], the first at home where
 * there is a home; `wins` [winner, loser, count] by index; `pairs` [i, j, i's wins, j's wins, ties] from 1.
 */
export const ranking: EvaluationTable = {
  bradley_terry_mle: (params, inputs) => {
    const homeAdvantage = params.boolean('home_advantage', false);
    params.oneOf('ties', ['half win each'], 'half win each');
    const normalisation = params.oneOf(
      'normalisation',
      ['mean 0', 'mean log 0', 'strengths sum to 1'],
      'mean 0',
    );
    const data = readRecords(inputs, { homeAdvantage });
    const reference = readReference(params, data);
    const fit = bradleyTerry(withTiesAsHalves(data.records), {
      items: data.items,
      homeAdvantage,
      ...(reference === undefined ? {} : { reference }),
    });
    if (fit.status === 'undefined') return fit;
    return { ...mleFields(fit, data, reference), normalisation };
  },

  bradley_terry_map: (params, inputs) => {
    const penalty = params.number('l2_penalty', { above: 0 });
    const objective = '-loglik + alpha*sum(theta^2)';
    params.oneOf('objective', [objective], objective);
    const data = readRecords(inputs, { homeAdvantage: false });
    const fit = bradleyTerry(withTiesAsHalves(data.records), { items: data.items, penalty });
    return fit.status === 'undefined'
      ? fit
      : { log_ability: data.named(fit.abilities), loglik: fit.logLikelihood };
  },

  bradley_terry_bootstrap: (params, inputs) => {
    params.oneOf('ties', ['half win each'], 'half win each');
    const resamples = params.integer('n_resamples', { min: 1, max: 1e6 }, 1000);
    const level = params.number('confidence', { above: 0, below: 1 }, 0.95);
    const random = createRandom(params.integer('seed', {}, 1), 'bradley-terry');
    const { comparisons, items, names, named } = readComparisons(inputs);
    const result = bradleyTerryBootstrap(pairRecords(comparisons), { items, random, resamples, level });
    if (result.status === 'undefined') return result;
    return {
      log_ability: named(result.abilities),
      ci: new Map(names.map((name, i) => [name, result.intervals[i]])),
      rank_ci: new Map(names.map((name, i) => [name, result.ranks[i]])),
      se_sandwich: named(result.sandwichErrors),
      n_resamples: result.used,
    };
  },

  bradley_terry_davidson: (params, inputs) => {
    const { data, reference } = readTieModel(params, inputs);
    const fit = davidson(data.records, { items: data.items, reference: reference ?? 0 });
    if (fit.status === 'undefined') return fit;
    return {
      ...tieFields(fit, data, reference),
      nu: Math.exp(fit.logTie),
      log_nu: fit.logTie,
      se_log_nu: fit.logTieError,
    };
  },

  bradley_terry_rao_kupper: (params, inputs) => {
    const { data, reference } = readTieModel(params, inputs);
    const fit = raoKupper(data.records, { items: data.items, reference: reference ?? 0 });
    if (fit.status === 'undefined') return fit;
    return {
      ...tieFields(fit, data, reference),
      theta: Math.exp(fit.logTie),
      log_theta: fit.logTie,
      se_log_theta: fit.logTieError,
    };
  },

  bradley_terry_elo_scale: (params, inputs) => {
    const base = params.number('base', { above: 1 }, 10);
    const scale = params.number('scale', { above: 0 }, 400);
    params.oneOf('ties', ['half'], 'half');
    params.oneOf('centred_at', ['mean 1000'], 'mean 1000');
    const votes = readComparisons(inputs);
    const fit = bradleyTerry(withTiesAsHalves(pairRecords(votes.comparisons)), { items: votes.items });
    if (fit.status === 'undefined') return fit;
    return { rating: votes.named(fit.abilities.map((ability) => 1000 + (ability * scale) / Math.log(base))) };
  },

  newman: (params, inputs) => {
    const start = params.number('v_init', { above: 0 }, 0.5);
    const note = 'golden is the converged fixed point';
    params.oneOf('note', [note], note);
    const votes = readComparisons(inputs);
    const fit = newmanRanking(pairRecords(votes.comparisons), { items: votes.items, start });
    if (fit.status === 'undefined') return fit;
    return { score: votes.named(fit.scores), v: fit.v, iterations: fit.iterations };
  },

  win_count: (params, inputs) => {
    const win = params.number('win_weight', {}, 1);
    const tie = params.number('tie_weight', {}, 0.5);
    const { comparisons, items, named } = readComparisons(inputs);
    return { score: named(winCounts(comparisons, { items, win, tie })) };
  },

  average_win_rate: (params, inputs) => {
    const tie = params.number('tie_weight', {}, 0.5);
    params.oneOf('averaging', ['over opponents met'], 'over opponents met');
    const { comparisons, items, named } = readComparisons(inputs);
    return { score: named(averageWinRates(comparisons, { items, tie })) };
  },

  elo_sequential: (params, inputs) => {
    const options = {
      k: params.number('k', { min: 0 }, 30),
      base: params.number('base', { above: 1 }, 10),
      scale: params.number('scale', { above: 0 }, 400),
      initial: params.number('initial', {}, 1000),
      tie: params.number('tie', { min: 0, max: 1 }, 0.5),
    };
    const { comparisons, items, named } = readComparisons(inputs);
    return { rating: named(elo(comparisons, { items, ...options })) };
  },

  trueskill: (params, inputs) => {
    const options = readTrueSkill(params);
    const teams = inputs.list('teams', { atLeast: 2 }).map((_, team) => readTeam(inputs, team));
    const given = inputs.has('ranks')
      ? inputs.numbers('ranks', { atLeast: teams.length, atMost: teams.length })
      : void inputs.raw('ranks');
    const ranks = teams.map((_, team) => given?.[team] ?? team);
    const weights = inputs.has('weights')
      ? inputs.numberLists('weights', { min: 0 }).map((list) => Array.from(list))
      : void inputs.raw('weights');
    if (
      weights &&
      (weights.length !== teams.length || weights.some((list, t) => list.length !== teams[t]?.length))
    )
      inputs.fail('weights', 'must have a number for each player of each team');
    const game = { teams, ranks, ...(weights ? { weights } : {}) };
    return {
      ratings: trueSkill(game, options).flatMap((team) => team.map(({ mu, sigma }) => [mu, sigma])),
      quality: trueSkillQuality(game, options),
    };
  },

  trueskill_sequential: (params, inputs) => {
    const options = readTrueSkill(params);
    const { comparisons, items, names } = readComparisons(inputs);
    const ratings: SkillRating[] = Array.from({ length: items }, () => ({
      mu: options.mu,
      sigma: options.sigma,
    }));
    for (const { left, right, winner } of comparisons) {
      const teams = [[ratings[left]!], [ratings[right]!]];
      const ranks = winner === 'tie' ? [0, 0] : winner === 'left' ? [0, 1] : [1, 0];
      const [[a], [b]] = trueSkill({ teams, ranks }, options) as [[SkillRating], [SkillRating]];
      ratings[left] = a;
      ratings[right] = b;
    }
    return { ratings: new Map(names.map((name, i) => [name, [ratings[i]!.mu, ratings[i]!.sigma]])) };
  },
};

function readReference(params: Fields, data: RecordData): number | undefined {
  const name = params.raw('reference');
  if (name === undefined) return undefined;
  const place = data.placeOf(name);
  if (place === undefined) params.fail('reference', 'must be one of the items');
  return place;
}

function readTieModel(params: Fields, inputs: Fields) {
  params.oneOf('normalisation', ['mean log 0'], 'mean log 0');
  const data = readRecords(inputs, { homeAdvantage: false });
  return { data, reference: readReference(params, data) };
}

type Fitted<Result> = Extract<Result, { readonly status: 'defined' }>;

/** Abilities with the reference at 0, or centred where there is none. */
function shifted(abilities: Float64Array, reference: number | undefined): Float64Array {
  if (reference === undefined) return abilities;
  const zero = abilities[reference]!;
  return abilities.map((ability) => ability - zero);
}

function strengths(abilities: Float64Array): Float64Array {
  const values = abilities.map(Math.exp);
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

/** Standard errors against the reference, which has none of its own. */
function referenceErrors(errors: Float64Array, data: RecordData, reference: number | undefined) {
  if (reference === undefined) return undefined;
  const named = data.named(errors);
  if (Array.isArray(named)) return named.filter((_, index) => index !== reference);
  return new Map([...named].filter((_, index) => index !== reference));
}

function mleFields(fit: Fitted<BradleyTerryResult>, data: RecordData, reference: number | undefined): object {
  return {
    log_ability: data.named(shifted(fit.abilities, reference)),
    se: referenceErrors(fit.referenceErrors, data, reference),
    se_sum_to_zero: data.named(fit.standardErrors),
    strength: data.named(strengths(fit.abilities)),
    home_advantage: fit.home?.advantage,
    home_advantage_se: fit.home?.standardError,
    loglik: fit.logLikelihood,
    deviance: fit.deviance,
  };
}

function tieFields(fit: Fitted<TieModelResult>, data: RecordData, reference: number | undefined): object {
  return {
    log_ability: data.named(shifted(fit.abilities, reference)),
    se_log_ability: referenceErrors(fit.referenceErrors, data, reference),
    se_sum_to_zero: data.named(fit.standardErrors),
    pi_sum1: data.named(strengths(fit.abilities)),
    loglik: fit.logLikelihood,
  };
}

function readTrueSkill(params: Fields): TrueSkillOptions {
  return {
    mu: params.number('mu', {}, trueSkillDefaults.mu),
    sigma: params.number('sigma', { above: 0 }, trueSkillDefaults.sigma),
    beta: params.number('beta', { above: 0 }, trueSkillDefaults.beta),
    tau: params.number('tau', { min: 0 }, trueSkillDefaults.tau),
    drawProbability: params.number(
      'draw_probability',
      { min: 0, below: 1 },
      trueSkillDefaults.drawProbability,
    ),
  };
}

function readTeam(inputs: Fields, team: number): SkillRating[] {
  const players = (inputs.raw('teams') as readonly unknown[])[team];
  if (!Array.isArray(players) || players.length === 0)
    inputs.fail(`teams[${team}]`, 'must be a list of players');
  return players.map((player: unknown, index) => {
    const [mu, sigma] = Array.isArray(player) && player.length === 2 ? (player as unknown[]) : [];
    if (typeof mu !== 'number' || typeof sigma !== 'number' || !Number.isFinite(mu) || !(sigma > 0))
      inputs.fail(`teams[${team}][${index}]`, 'must be [mu, sigma], sigma above 0');
    return { mu, sigma };
  });
}
