import type { PlanTest } from '#annotations/power-plan/planned-study.ts';
import type { PowerEstimate, SimulatedShare } from '#annotations/power-plan/simulated-power.ts';
import type { ItemPlan, PowerOfItems, SettledPlan } from '#annotations/power-plan.ts';
import { formatTable, groupDigits } from './format-table.ts';

const testNames: Readonly<Record<PlanTest, string>> = {
  'item-paired': 'paired t test of item means',
  'mixed-model': 'contrast of a cumulative-link mixed model',
  'preference-sign': 'sign test of items’ preferences',
};

export interface StudyShape {
  readonly systems: number;
  readonly raters: number;
  readonly ratingsPerItem: number;
}

/** What a plan says, for a terminal. */
export function itemPlanText(plan: ItemPlan, shape: StudyShape & { readonly power: number }): string {
  const { items, estimate, smoothed, plausible } = plan;
  const wished = percent(shape.power);
  const first =
    items === null
      ? `Not even ${groupDigits(estimate.items)} items reach a power of ${wished}: there it is about ${percent(smoothed)}. More ratings an item, more raters or a greater difference would.`
      : `${groupDigits(items)} items reach a power of ${wished}${rangeText(plausible)}.`;
  const load = items === null ? [] : [loadText(items, shape)];
  return [first, ...load, '', powerTable([estimate]), '', settingsText(plan.plan)].join('\n');
}

export function powerText({ plan, estimates }: PowerOfItems): string {
  return [powerTable(estimates), '', settingsText(plan)].join('\n');
}

function rangeText([from, to]: ItemPlan['plausible']): string {
  if (from === null) return '';
  return to === null
    ? ` (so few simulations cannot rule out ${groupDigits(from)} or more)`
    : ` (so few simulations cannot tell them from ${groupDigits(from)} to ${groupDigits(to)})`;
}

function loadText(items: number, { systems, raters, ratingsPerItem }: StudyShape): string {
  const most = Math.ceil((items * ratingsPerItem) / raters);
  return `Each of ${groupDigits(raters)} raters rates at most ${groupDigits(most)} items with ${systems} responses each: ${groupDigits(items * ratingsPerItem * systems)} ratings a criterion in all.`;
}

function powerTable(estimates: readonly PowerEstimate[]): string {
  const hasAlike = estimates.some(({ falseFinding }) => falseFinding !== null);
  return formatTable(
    [
      'items',
      'power',
      '95 % interval',
      'all differences',
      'wrong way',
      ...(hasAlike ? ['false finding'] : []),
    ],
    estimates.map(({ items, power, all, wrongWay, falseFinding }) => [
      items,
      percent(power.share),
      intervalText(power),
      percent(all.share),
      percent(wrongWay.share),
      ...(hasAlike ? [falseFinding ? percent(falseFinding.share) : ''] : []),
    ]),
  );
}

function settingsText(plan: SettledPlan): string {
  const { effect, points, test, alpha, correction, simulations, seed, thresholds } = plan;
  return [
    `Difference: ${points.toFixed(2)} points of the mean rating, ${effect.toFixed(2)} logits. Thresholds: ${thresholds.map((one) => one.toFixed(2)).join(', ')} logits.`,
    `Test: ${testNames[test]}, two-sided, alpha ${alpha}, ${correction} over all pairs. ${groupDigits(simulations)} simulated studies, seed ${seed}.`,
  ].join('\n');
}

function intervalText({ interval: [low, high] }: SimulatedShare): string {
  return `${percent(low)} to ${percent(high)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
