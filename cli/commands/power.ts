import { type Command, InvalidArgumentError } from 'commander';
import type { PlanTest, PowerQuestion } from '#annotations/power-plan/planned-study.ts';
import type { CarelessKind } from '#eval/statistics/simulate-ratings/world-spec.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { interruptSignal } from '../interrupt.ts';
import { createProgressBar } from '../progress-bar.ts';

const run = '$ npm run --silent workbench --';

export function registerPowerCommand(program: Command, cli: CliContext): void {
  const command = program
    .command('power')
    .description('plan a study: how many items find a difference, by simulated studies')
    .requiredOption('--shares <list>', 'expected shares of the scale’s values, lowest first', numbers)
    .option('--points <d>', 'the difference that matters, in points of the mean rating', positive)
    .option('--effect <d>', 'the same in logits, in place of --points', number)
    .option('--systems <n>', 'how many are compared, all pairs; one differs, the others are alike', whole, 2)
    .option('--raters <n>', 'how many people rate', whole, 10)
    .option('--ratings <n>', 'ratings of every item', whole, 3)
    .option('--test <test>', 'item-paired, mixed-model or preference-sign', 'item-paired')
    .option('--power <share>', 'the power that is wished', number, 0.8)
    .option('--goal <goal>', 'find a given true difference, or all', 'given')
    .option('--items <list>', 'give the power of these numbers of items; nothing is searched', wholes)
    .option('--max-items <n>', 'where the search ends', whole, 1000)
    .option('--alpha <level>', 'two-sided level', number, 0.05)
    .option('--correction <method>', 'none, bonferroni, holm, hochberg, hommel, BH, BY …', 'holm');
  addAssumptions(command)
    .option('--simulations <n>', 'studies for a power; 1000, of mixed models 200', whole)
    .option('--seed <n>', 'the same seed gives the same plan', whole, 1)
    .addHelpText(
      'after',
      `\nExample:\n  ${run} power --shares 5,15,30,30,20 --points 0.3 --raters 10 --ratings 3\n\ndocs/guides/planning.md says what the numbers mean.`,
    )
    .action((options: PowerOptions) => showPower(cli, options));
}

function addAssumptions(command: Command): Command {
  return command
    .option('--sd-item <logits>', 'spread of items: 0.6 where left out', number)
    .option('--sd-response <logits>', 'spread of a system’s responses from item to item: 1.5', number)
    .option('--sd-rater <logits>', 'spread of raters’ kindness: 0.6', number)
    .option('--sd-taste <logits>', 'spread of raters’ taste for one system: 0', number)
    .option('--noise-spread <sd>', 'spread of the logarithm of raters’ noise: 0', number)
    .option('--careless <list>', 'chances, as uniform=0.05,straight-lining=0.02,fast=0.1; none', careless)
    .option('--ties <share>', 'ties between equal systems, for preferences: 0.2', number);
}

interface PowerOptions {
  readonly shares: number[];
  readonly points?: number;
  readonly effect?: number;
  readonly systems: number;
  readonly raters: number;
  readonly ratings: number;
  readonly test: string;
  readonly power: number;
  readonly goal: string;
  readonly items?: number[];
  readonly maxItems: number;
  readonly alpha: number;
  readonly correction: string;
  readonly sdItem?: number;
  readonly sdResponse?: number;
  readonly sdRater?: number;
  readonly sdTaste?: number;
  readonly noiseSpread?: number;
  readonly careless?: Readonly<Partial<Record<CarelessKind, number>>>;
  readonly ties?: number;
  readonly simulations?: number;
  readonly seed: number;
}

async function showPower(cli: CliContext, options: PowerOptions): Promise<void> {
  const { planItems, powerOf } = await import('#annotations/power-plan.ts');
  const { powerGoals } = await import('#annotations/power-plan/planned-study.ts');
  const { itemPlanText, powerText } = await import('../power-text.ts');
  const question = questionOf(options);
  const goal = powerGoals.find((one) => one === options.goal);
  if (!goal) throw new WorkbenchError('bad-input', 'The --goal is given or all.');
  const bar = createProgressBar();
  const driving = { signal: interruptSignal(), onProgress: bar.update };
  try {
    if (options.items) {
      const powers = await powerOf(question, options.items, driving);
      bar.end();
      cli.json({ question, ...powers });
      cli.print(powerText(powers));
      return;
    }
    const { power, maxItems: maximum } = options;
    const plan = await planItems(question, { power, goal, maximum }, driving);
    bar.end();
    cli.json({ question, power, goal, ...plan });
    cli.print(itemPlanText(plan, { ...question, power }));
  } finally {
    bar.end();
  }
}

function questionOf(options: PowerOptions): PowerQuestion {
  const { points, effect, ratings, sdItem, sdResponse, sdRater, sdTaste } = options;
  if ((points === undefined) === (effect === undefined))
    throw new WorkbenchError(
      'bad-input',
      'Give the difference that matters either as --points of the mean rating or as --effect in logits.',
    );
  const { noiseSpread, careless, ties, simulations } = options;
  return {
    systems: options.systems,
    shares: options.shares,
    difference: points === undefined ? { effect: effect ?? 0 } : { points },
    raters: options.raters,
    ratingsPerItem: ratings,
    // The plan refuses what it does not know, by name.
    test: options.test as PlanTest,
    alpha: options.alpha,
    correction: options.correction as NonNullable<PowerQuestion['correction']>,
    spreads: {
      ...(sdItem !== undefined && { item: sdItem }),
      ...(sdResponse !== undefined && { response: sdResponse }),
      ...(sdRater !== undefined && { rater: sdRater }),
      ...(sdTaste !== undefined && { raterSystem: sdTaste }),
    },
    ...(noiseSpread !== undefined && { noiseSpread }),
    ...(careless && { careless }),
    ...(ties !== undefined && { tieShare: ties }),
    ...(simulations !== undefined && { simulations }),
    seed: options.seed,
  };
}

function number(text: string): number {
  if (!/^\d*\.?\d+$/.test(text)) throw new InvalidArgumentError('It is a number that is not negative.');
  return Number(text);
}

function positive(text: string): number {
  if (number(text) === 0) throw new InvalidArgumentError('It is above 0; --effect 0 shows false findings.');
  return number(text);
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
}

function numbers(text: string): number[] {
  return text.split(',').map((part) => number(part.trim()));
}

function wholes(text: string): number[] {
  const list = text.split(',').map((part) => whole(part.trim()));
  return [...new Set(list)].sort((a, b) => a - b);
}

function careless(text: string): Partial<Record<CarelessKind, number>> {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [kind = '', chance = ''] = part.split('=').map((word) => word.trim());
      if (kind !== 'uniform' && kind !== 'straight-lining' && kind !== 'fast')
        throw new InvalidArgumentError('It takes uniform, straight-lining and fast, each with a chance.');
      return [kind, number(chance)];
    }),
  );
}
