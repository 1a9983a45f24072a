import { WorkbenchError } from '#lib/errors.ts';
import {
  type PlannedStudy,
  type PowerGoal,
  type PowerQuestion,
  plannedStudy,
} from './power-plan/planned-study.ts';
import {
  type PlannedItems,
  type SearchProgress,
  type SearchRange,
  searchItems,
} from './power-plan/search-items.ts';
import { type PowerEstimate, simulatedPower } from './power-plan/simulated-power.ts';

export interface PlanOptions {
  readonly onProgress?: (progress: SearchProgress) => void;
  /** Once it is aborted, the plan throws `interrupted`. */
  readonly signal?: AbortSignal;
  /**
   * Gives way to whatever else waits, an abort among it; called after every simulated study. Default: a turn of the event
   * loop after every eighth.
   */
  readonly pause?: () => Promise<void>;
}

/** What stands behind every number of a plan: the question with its gaps filled. */
export interface SettledPlan {
  readonly test: PlannedStudy['test'];
  readonly alpha: number;
  readonly correction: PlannedStudy['correction'];
  readonly simulations: number;
  readonly seed: number;
  /** The difference in logits, given item and rater, and in points of the mean rating. */
  readonly effect: number;
  readonly points: number;
  readonly thresholds: readonly number[];
}

export interface ItemPlan extends PlannedItems {
  readonly plan: SettledPlan;
}

export interface PowerOfItems {
  readonly plan: SettledPlan;
  readonly estimates: readonly PowerEstimate[];
}

const itemsAtMost = 5000;

/**
 * The fewest items with which a study reaches a power, by simulating studies from a cumulative-link model. The same
 * question and seed give the same answer.
 * @throws WorkbenchError bad-input where the question cannot be a study's
 */
export async function planItems(
  question: PowerQuestion,
  { power = 0.8, goal = 'given', minimum = 4, maximum = 1000 }: Partial<PowerGoal & SearchRange> = {},
  options: PlanOptions = {},
): Promise<ItemPlan> {
  const plan = settled(question);
  requireNumbers(power > 0 && power < 1, 'The power lies between 0 and 1, for instance 0.8.');
  requireNumbers(plan.effect > 0, 'A plan needs a difference above 0 to search the items for.');
  requireItems([minimum, maximum]);
  requireNumbers(minimum <= maximum, 'The least number of items must not exceed the greatest.');
  const search = searchItems(plan, { power, goal }, { minimum, maximum });
  return { ...(await driven(search, options)), plan: shown(plan) };
}

/**
 * The power of studies of so many items each.
 * @throws WorkbenchError bad-input where the question cannot be a study's
 */
export async function powerOf(
  question: PowerQuestion,
  items: readonly number[],
  options: PlanOptions = {},
): Promise<PowerOfItems> {
  const plan = settled(question);
  requireItems(items);
  const message = `Simulating studies of ${items.join(', ')} items`;
  const estimates = await driven(withMessage(simulatedPower(plan, items), { message, plan }), options);
  return { plan: shown(plan), estimates };
}

function* withMessage<T>(
  steps: Generator<number, T>,
  { message, plan }: { readonly message: string; readonly plan: PlannedStudy },
): Generator<SearchProgress, T> {
  let step = steps.next();
  while (!step.done) {
    yield { message, done: step.value, total: plan.simulations };
    step = steps.next();
  }
  return step.value;
}

async function driven<T>(
  steps: Generator<SearchProgress, T>,
  { onProgress, signal, pause = everyEighthTurn() }: PlanOptions,
): Promise<T> {
  for (;;) {
    if (signal?.aborted) throw new WorkbenchError('interrupted', 'The plan was stopped.');
    const step = steps.next();
    if (step.done) return step.value;
    onProgress?.(step.value);
    await pause();
  }
}

function everyEighthTurn(): () => Promise<void> {
  let count = 0;
  return async () => {
    if (++count % 8 === 0) await new Promise<void>((resolve) => setTimeout(resolve, 0));
  };
}

function settled(question: PowerQuestion): PlannedStudy {
  try {
    return plannedStudy(question);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const sentence = error.message;
    throw new WorkbenchError('bad-input', `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`);
  }
}

function shown(plan: PlannedStudy): SettledPlan {
  const { test, alpha, correction, simulations, seed, effect, points, thresholds } = plan;
  return { test, alpha, correction, simulations, seed, effect, points, thresholds };
}

function requireItems(items: readonly number[]): void {
  requireNumbers(
    items.length > 0 && items.every((n) => Number.isInteger(n) && n >= 2 && n <= itemsAtMost),
    `A study has 2 to ${itemsAtMost.toLocaleString('en-US')} items.`,
  );
}

function requireNumbers(isRight: boolean, sentence: string): void {
  if (!isRight) throw new WorkbenchError('bad-input', sentence);
}
