import { adjustP } from '#eval/statistics/adjust-p.ts';
import { wilsonInterval } from '#eval/statistics/binomial-test.ts';
import { balancedRaters } from '#eval/statistics/simulate-ratings/balanced-raters.ts';
import { RatingWorld } from '#eval/statistics/simulate-ratings/rating-world.ts';
import { type PairFinding, pairTest } from './pair-tests.ts';
import type { PlannedStudy } from './planned-study.ts';

/** A share of simulated studies, with its 95 % interval (Wilson 1927) for so few of them. */
export interface SimulatedShare {
  readonly share: number;
  readonly interval: readonly [number, number];
}

export interface PowerEstimate {
  readonly items: number;
  readonly simulations: number;
  /** A given true difference, that of the first two systems, is significant after correction, either way. */
  readonly power: SimulatedShare;
  /** All true differences are: those of the first system from every other. The same with two systems. */
  readonly all: SimulatedShare;
  /** The given difference is significant, but the wrong way round. */
  readonly wrongWay: SimulatedShare;
  /** Some pair of systems that are alike is significant. Null where there is none. */
  readonly falseFinding: SimulatedShare | null;
  /** Tests of the given difference that could not be computed; they count as not significant. */
  readonly undefined: number;
}

interface Tally {
  power: number;
  all: number;
  wrongWay: number;
  falseFinding: number;
  undefined: number;
}

/**
 * Simulates a plan's studies and tests each over its first items, for several numbers of items at once: the same studies
 * serve all, so that more items hardly ever mean less power. Yields after each study how many are done, so that
 * whoever drives can show it, pause or stop.
 */
export function* simulatedPower(
  plan: PlannedStudy,
  itemCounts: readonly number[],
): Generator<number, PowerEstimate[]> {
  const most = itemCounts.reduce((greatest, items) => Math.max(greatest, items), 0);
  const tallies = itemCounts.map(
    (): Tally => ({ power: 0, all: 0, wrongWay: 0, falseFinding: 0, undefined: 0 }),
  );
  for (let simulation = 0; simulation < plan.simulations; simulation++) {
    const seed = [plan.seed, 'study', simulation];
    const study = {
      world: new RatingWorld(plan.world, seed),
      ratersOf: balancedRaters(most, { ...plan, seed }),
    };
    const test = pairTest(study, plan);
    itemCounts.forEach((items, at) => {
      const findings = plan.pairs.map((_, pair) => test(items, pair));
      count(findings, { plan, tally: tallies[at] });
    });
    yield simulation + 1;
  }
  return tallies.map((tally, at) => estimateOf(tally, { plan, items: itemCounts[at] ?? 0 }));
}

function count(
  findings: readonly PairFinding[],
  { plan, tally }: { readonly plan: PlannedStudy; readonly tally: Tally | undefined },
): void {
  if (!tally) return;
  const { pairs, alpha, correction, effect } = plan;
  const adjusted = adjustP(
    findings.map(({ p }) => p),
    correction,
    { alpha },
  );
  const isFound = pairs.map((_, pair) => (adjusted[pair] ?? 1) <= alpha);
  const isTrue = pairs.map(([a]) => a === 0 && effect !== 0);
  if (isFound[0]) tally.power++;
  if (isFound[0] && (findings[0]?.lead ?? 0) < 0) tally.wrongWay++;
  if (pairs.every(([a], pair) => a !== 0 || isFound[pair])) tally.all++;
  if (pairs.some((_, pair) => !isTrue[pair] && isFound[pair])) tally.falseFinding++;
  if (!findings[0]?.isDefined) tally.undefined++;
}

function estimateOf(
  tally: Tally,
  { plan, items }: { readonly plan: PlannedStudy; readonly items: number },
): PowerEstimate {
  const { simulations, pairs, effect } = plan;
  const shareOf = (studies: number): SimulatedShare => ({
    share: studies / simulations,
    interval: wilsonInterval(studies, simulations),
  });
  return {
    items,
    simulations,
    power: shareOf(tally.power),
    all: shareOf(tally.all),
    wrongWay: shareOf(tally.wrongWay),
    falseFinding: effect === 0 || pairs.length > 1 ? shareOf(tally.falseFinding) : null,
    undefined: tally.undefined,
  };
}
