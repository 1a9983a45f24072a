import { cholesky, logDeterminant, solveCholesky } from './cholesky.ts';
import {
  millsRatio,
  normalBetween,
  normalDensity,
  normalTail,
  normalTailQuantile,
} from './distributions/normal.ts';

/** A normal belief about skill. */
export interface SkillRating {
  readonly mu: number;
  readonly sigma: number;
}

export interface TrueSkillOptions {
  readonly mu: number;
  readonly sigma: number;
  /** Spread of performance about skill. */
  readonly beta: number;
  /** How much skill may drift between games. */
  readonly tau: number;
  readonly drawProbability: number;
}

export const trueSkillDefaults: TrueSkillOptions = {
  mu: 25,
  sigma: 25 / 3,
  beta: 25 / 6,
  tau: 25 / 300,
  drawProbability: 0.1,
};

export interface TrueSkillGame {
  readonly teams: readonly (readonly SkillRating[])[];
  /** Lower is better, equal is a draw; of each team. */
  readonly ranks: readonly number[];
  /** Share of the game that each played; default 1. */
  readonly weights?: readonly (readonly number[])[];
}

/** What sublee/trueskill takes for a player who did not play. */
const leastWeight = 1e-4;

/**
 * TrueSkill ratings after a game of any number of teams: expectation propagation between the differences of
 * neighbouring teams until it settles.
 * Source: Herbrich, Minka & Graepel (2006); sublee/trueskill 0.4 (which stops at a change of 1e-4).
 */
export function trueSkill(
  game: TrueSkillGame,
  options: TrueSkillOptions = trueSkillDefaults,
): SkillRating[][] {
  const { beta, tau } = options;
  const order = game.ranks.map((_, team) => team).sort((a, b) => game.ranks[a]! - game.ranks[b]! || a - b);
  const weightOf = (team: number, player: number) =>
    Math.max(leastWeight, game.weights?.[team]?.[player] ?? 1);
  const teams = order.map((team) => {
    const players = game.teams[team]!.map(({ mu, sigma }, player) => ({
      mu,
      skill: sigma ** 2 + tau ** 2,
      weight: weightOf(team, player),
    }));
    return {
      players,
      mean: players.reduce((sum, { mu, weight }) => sum + weight * mu, 0),
      variance: players.reduce((sum, { skill, weight }) => sum + weight ** 2 * (skill + beta ** 2), 0),
    };
  });
  const pairs = teams.slice(1).map((_, pair) => ({
    margin:
      normalTailQuantile((1 - options.drawProbability) / 2) *
      Math.sqrt(teams[pair]!.players.length + teams[pair + 1]!.players.length) *
      beta,
    isDraw: game.ranks[order[pair]!] === game.ranks[order[pair + 1]!],
  }));
  const messages = propagate(teams, pairs);
  const updated = teams.map(({ players, mean, variance }, place) => {
    const { precision, shift } = messages[place]!;
    return players.map(({ mu, skill, weight }) => {
      if (precision <= 0) return { mu, sigma: Math.sqrt(skill) };
      const spread = 1 / precision + variance;
      const gain = (weight * skill) / spread;
      return { mu: mu + gain * (shift / precision - mean), sigma: Math.sqrt(skill * (1 - weight * gain)) };
    });
  });
  const result: SkillRating[][] = [];
  order.forEach((team, place) => {
    result[team] = updated[place]!;
  });
  return result;
}

interface Belief {
  readonly mean: number;
  readonly variance: number;
}

/** A normal message by its precision and precision × mean. */
interface Message {
  readonly precision: number;
  readonly shift: number;
}

interface Pair {
  readonly margin: number;
  readonly isDraw: boolean;
}

/** What the outcomes say of each team's performance: the messages from both neighbours together. */
function propagate(teams: readonly Belief[], pairs: readonly Pair[]): Message[] {
  const none: Message = { precision: 0, shift: 0 };
  const toUpper: Message[] = pairs.map(() => none);
  const toLower: Message[] = pairs.map(() => none);
  const truncated: Message[] = pairs.map(() => none);
  /** A team's performance by its prior and by the message of one other pair. */
  const withMessage = ({ mean, variance }: Belief, message: Message | undefined): Belief => {
    const precision = 1 / variance + (message?.precision ?? 0);
    return { mean: (mean / variance + (message?.shift ?? 0)) / precision, variance: 1 / precision };
  };
  const visit = (pair: number): number => {
    const upper = withMessage(teams[pair]!, toLower[pair - 1]);
    const lower = withMessage(teams[pair + 1]!, toUpper[pair + 1]);
    const difference = { mean: upper.mean - lower.mean, variance: upper.variance + lower.variance };
    const message = truncation(difference, pairs[pair]!);
    const change =
      Math.abs(message.precision - truncated[pair]!.precision) +
      Math.abs(message.shift - truncated[pair]!.shift);
    truncated[pair] = message;
    if (message.precision > 0) {
      const [mean, variance] = [message.shift / message.precision, 1 / message.precision];
      toUpper[pair] = messageOf({ mean: mean + lower.mean, variance: variance + lower.variance });
      toLower[pair] = messageOf({ mean: upper.mean - mean, variance: variance + upper.variance });
    }
    return change;
  };
  for (let sweep = 0; sweep < 1000; sweep++) {
    let change = 0;
    for (let pair = 0; pair < pairs.length; pair++) change += visit(pair);
    for (let pair = pairs.length - 2; pair >= 0; pair--) change += visit(pair);
    if (change < 1e-12 || pairs.length === 1) break;
  }
  return teams.map((_, place) => {
    const [above, below] = [toLower[place - 1] ?? none, toUpper[place] ?? none];
    return { precision: above.precision + below.precision, shift: above.shift + below.shift };
  });
}

function messageOf({ mean, variance }: Belief): Message {
  return { precision: 1 / variance, shift: mean / variance };
}

/** The message of a difference that is known to be above the margin, or within it for a draw. */
function truncation({ mean, variance }: Belief, { margin, isDraw }: Pair): Message {
  const deviation = Math.sqrt(variance);
  const t = mean / deviation;
  const e = margin / deviation;
  const [v, w] = isDraw ? drawMoments(t, e) : winMoments(t - e);
  const precision = 1 / (variance * (1 - w)) - 1 / variance;
  const shift = (mean + deviation * v) / (variance * (1 - w)) - mean / variance;
  return { precision, shift };
}

function winMoments(x: number): readonly [number, number] {
  const v = x < 0 ? 1 / millsRatio(-x) : normalDensity(x) / normalTail(-x);
  return [v, Math.min(v * (v + x), 1 - 1e-12)];
}

function drawMoments(t: number, e: number): readonly [number, number] {
  const [above, below] = [e - Math.abs(t), -e - Math.abs(t)];
  const mass = normalBetween(below, above);
  if (!(mass > 0)) return [Math.sign(t) * (e - Math.abs(t)), 1 - 1e-12];
  const [high, low] = [normalDensity(above), normalDensity(below)];
  const v = (low - high) / mass;
  return [t < 0 ? -v : v, Math.min(v * v + (above * high - below * low) / mass, 1 - 1e-12)];
}

/** The chance of a draw relative to that of equal, fully known skills, 0 to 1. */
export function trueSkillQuality(
  game: Omit<TrueSkillGame, 'ranks'>,
  { beta }: Pick<TrueSkillOptions, 'beta'>,
): number {
  const m = game.teams.length - 1;
  const noise = new Float64Array(m * m);
  const whole = new Float64Array(m * m);
  const means = new Float64Array(m);
  game.teams.forEach((team, t) => {
    team.forEach(({ mu, sigma }, player) => {
      const weight = Math.max(leastWeight, game.weights?.[t]?.[player] ?? 1);
      // A team stands in two differences: ahead in its own, behind in the one before.
      for (const [row, sign] of [[t, 1] as const, [t - 1, -1] as const]) {
        if (row < 0 || row >= m) continue;
        means[row]! += sign * weight * mu;
        for (const [column, other] of [[t, 1] as const, [t - 1, -1] as const]) {
          if (column < 0 || column >= m) continue;
          const product = sign * other * weight * weight;
          noise[row * m + column]! += product * beta ** 2;
          whole[row * m + column]! += product * (beta ** 2 + sigma ** 2);
        }
      }
    });
  });
  const [a, b] = [cholesky(noise, m), cholesky(whole, m)];
  if (!a || !b) return 0;
  const solved = solveCholesky(b, means);
  const exponent = means.reduce((sum, mean, i) => sum + mean * solved[i]!, 0);
  return Math.exp(-exponent / 2 + (logDeterminant(a, m) - logDeterminant(b, m)) / 2);
}
