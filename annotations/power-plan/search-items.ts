import { isotonic } from '#eval/statistics/isotonic.ts';
import type { PlannedStudy, PowerGoal } from './planned-study.ts';
import { roughItems } from './rough-items.ts';
import { type PowerEstimate, type SimulatedShare, simulatedPower } from './simulated-power.ts';

export interface SearchRange {
  readonly minimum: number;
  readonly maximum: number;
}

export interface SearchProgress {
  readonly message: string;
  readonly done: number;
  readonly total: number;
}

export interface PlannedItems {
  /** The fewest items that reach the power; null where not even the most do. */
  readonly items: number | null;
  /** Where the search began: the normal approximation, within the range. */
  readonly start: number;
  /** Power smoothed so that it never falls with items, at the answer or at the most items. */
  readonly smoothed: number;
  /** Numbers of items that so few simulations cannot tell from the answer: from, to; null where the range ends first. */
  readonly plausible: readonly [number | null, number | null];
  /** At the answer, or at the most items. */
  readonly estimate: PowerEstimate;
  /** All that was simulated, by items. */
  readonly curve: readonly PowerEstimate[];
}

/**
 * Searches the fewest items with which a study of these raters reaches a power. About the normal approximation it looks
 * for numbers of items that surely have too little power and surely enough (the 95 % interval excludes the goal),
 * simulates what lies between, smooths (isotonic regression), and reads the answer off. The same studies serve all
 * numbers of items, so that the answer follows from the seed, and is that of simulating every number there is.
 */
export function* searchItems(
  plan: PlannedStudy,
  goal: PowerGoal,
  range: SearchRange,
): Generator<SearchProgress, PlannedItems> {
  const measured = new MeasuredPower(plan, goal);
  const clamp = (items: number) => Math.min(range.maximum, Math.max(range.minimum, items));
  const start = clamp(roughItems(plan, goal));
  const about = { low: clamp(Math.floor(start / 1.25)), high: clamp(Math.ceil(start * 1.25)) };
  // A mixed model costs its time at every number of items, the other tests hardly any.
  const isCheap = plan.test !== 'mixed-model';
  yield* measured.at(isCheap ? spread(about, 25) : [start]);
  let frame = measured.frame();
  while (frame.high === null && frame.most < range.maximum) {
    yield* measured.at([clamp(Math.ceil(frame.most * 1.25) + 1)]);
    frame = measured.frame();
  }
  while (frame.low === null && frame.least > range.minimum) {
    yield* measured.at([clamp(Math.floor(frame.least / 1.25) - 1)]);
    frame = measured.frame();
  }
  const [low, high] = [frame.low ?? frame.least, frame.high ?? frame.most];
  yield* measured.at(spread({ low, high }, isCheap ? 60 : 5));
  let reached = measured.reached();
  // Between steps the answer is interpolated at first: it is simulated itself before it is given.
  while (!measured.has(reached.shown)) {
    yield* measured.at([reached.shown]);
    reached = measured.reached();
  }
  return { ...measured.answer(reached), start };
}

interface Reached {
  /** Null where the most items simulated do not suffice. */
  readonly items: number | null;
  /** The answer, or the most items. */
  readonly shown: number;
  readonly smoothed: number;
}

/** Powers that have been simulated, by items. */
class MeasuredPower {
  readonly #plan: PlannedStudy;
  readonly #goal: PowerGoal;
  readonly #known = new Map<number, PowerEstimate>();

  constructor(plan: PlannedStudy, goal: PowerGoal) {
    this.#plan = plan;
    this.#goal = goal;
  }

  has(items: number): boolean {
    return this.#known.has(items);
  }

  /** Simulates numbers of items that have not been yet. */
  *at(wanted: readonly number[]): Generator<SearchProgress, void> {
    const missing = wanted.filter((items) => !this.#known.has(items));
    const [least, most] = [missing[0], missing.at(-1)];
    if (least === undefined || most === undefined) return;
    const message = `Simulating studies of ${least === most ? least : `${least} to ${most}`} items`;
    const studies = simulatedPower(this.#plan, missing);
    let step = studies.next();
    while (!step.done) {
      yield { message, done: step.value, total: this.#plan.simulations };
      step = studies.next();
    }
    for (const estimate of step.value) this.#known.set(estimate.items, estimate);
  }

  frame(): Frame {
    const curve = this.#curve();
    const firstDoubt = curve.findIndex((one) => !isSurelyTooLittle(this.#shareOf(one), this.#goal));
    const lastDoubt = curve.findLastIndex((one) => !isSurelyEnough(this.#shareOf(one), this.#goal));
    return {
      low: (firstDoubt < 0 ? curve.at(-1) : curve[firstDoubt - 1])?.items ?? null,
      high: curve[lastDoubt + 1]?.items ?? null,
      least: curve[0]?.items ?? 0,
      most: curve.at(-1)?.items ?? 0,
    };
  }

  /** The fewest items at which the smoothed power is as wished. */
  reached(): Reached {
    const smooth = smoothed(this.#curve(), (estimate) => this.#shareOf(estimate));
    const answer = smooth.find(({ power }) => power >= this.#goal.power - 1e-12);
    const most = smooth.at(-1);
    return {
      items: answer?.items ?? null,
      shown: (answer ?? most)?.items ?? 0,
      smoothed: (answer ?? most)?.power ?? Number.NaN,
    };
  }

  answer({ items, shown, smoothed }: Reached): Omit<PlannedItems, 'start'> {
    const curve = this.#curve();
    const estimate = this.#known.get(shown);
    if (!estimate) throw new Error(`the power of ${shown} items has not been simulated`);
    return {
      items,
      smoothed,
      plausible: [
        curve.find((one) => !isSurelyTooLittle(this.#shareOf(one), this.#goal))?.items ?? null,
        curve.find((one) => isSurelyEnough(this.#shareOf(one), this.#goal))?.items ?? null,
      ],
      estimate,
      curve,
    };
  }

  #curve(): PowerEstimate[] {
    return [...this.#known.values()].sort((a, b) => a.items - b.items);
  }

  #shareOf(estimate: PowerEstimate): SimulatedShare {
    return this.#goal.goal === 'all' ? estimate.all : estimate.power;
  }
}

function isSurelyEnough({ interval }: SimulatedShare, { power }: PowerGoal): boolean {
  return interval[0] >= power;
}

function isSurelyTooLittle({ interval }: SimulatedShare, { power }: PowerGoal): boolean {
  return interval[1] < power;
}

interface Frame {
  /** The most items below all of which power surely is too little, the fewest from which on it surely is enough. */
  readonly low: number | null;
  readonly high: number | null;
  /** The fewest and the most items simulated. */
  readonly least: number;
  readonly most: number;
}

/** Whole numbers from one to another, evenly spread where there are more than are wanted. */
function spread({ low, high }: { readonly low: number; readonly high: number }, most: number): number[] {
  const steps = Math.min(high - low, most - 1);
  if (steps <= 0) return [low];
  return Array.from({ length: steps + 1 }, (_, i) => low + Math.round((i * (high - low)) / steps));
}

/** Power at every whole number of items from the first simulated to the last, interpolated, then made never to fall. */
function smoothed(
  curve: readonly PowerEstimate[],
  shareOf: (estimate: PowerEstimate) => SimulatedShare,
): { readonly items: number; readonly power: number }[] {
  const points: { items: number; power: number }[] = [];
  curve.forEach((estimate, place) => {
    const before = curve[place - 1];
    const power = shareOf(estimate).share;
    if (before) {
      const [gap, from] = [estimate.items - before.items, shareOf(before).share];
      for (let step = 1; step < gap; step++)
        points.push({ items: before.items + step, power: from + ((power - from) * step) / gap });
    }
    points.push({ items: estimate.items, power });
  });
  const fitted = isotonic(points.map(({ power }) => power));
  return points.map(({ items }, i) => ({ items, power: fitted[i] ?? Number.NaN }));
}
