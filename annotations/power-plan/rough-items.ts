import { normalTailQuantile } from '#eval/statistics/distributions/normal.ts';
import { balancedRaters } from '#eval/statistics/simulate-ratings/balanced-raters.ts';
import { RatingWorld } from '#eval/statistics/simulate-ratings/rating-world.ts';
import type { WorldSpec } from '#eval/statistics/simulate-ratings/world-spec.ts';
import { itemDifferences, preferenceLeads, ratingsByItem } from './pair-tests.ts';
import type { PlannedStudy, PowerGoal } from './planned-study.ts';

const pilotItems = 3000;

/**
 * About how many items reach a power, by the normal approximation n = ((z_α + z_power) · sd ÷ mean)² on the differences
 * within items: where a search by simulation begins. Mean and deviation are of one long simulated study; the mean is
 * the change from the same study without a difference, in which chance cancels. Bonferroni's level stands for any
 * correction.
 */
export function roughItems(plan: PlannedStudy, { power, goal }: PowerGoal): number {
  const [there, without] = [leadsOf(plan, plan.world), leadsOf(plan, plan.nullWorld)];
  const mean = average(there) - average(without);
  const centre = average(there);
  const variance = there.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (there.length - 1);
  if (!(mean > 0)) return Number.POSITIVE_INFINITY;
  const tests = plan.correction === 'none' ? 1 : plan.pairs.length;
  const each = goal === 'all' ? power ** (1 / (plan.world.systems.length - 1)) : power;
  const [za, zb] = [normalTailQuantile(plan.alpha / (2 * tests)), normalTailQuantile(1 - each)];
  // The second term is for the t distribution's wider tails.
  return Math.ceil(((za + zb) ** 2 * variance) / mean ** 2 + (za * za) / 2);
}

function leadsOf(plan: PlannedStudy, spec: WorldSpec): Float64Array {
  const seed = [plan.seed, 'pilot'];
  const study = {
    world: new RatingWorld(spec, seed),
    // Of many more raters than the plan's, so that it does not hang on who of a few is careless.
    ratersOf: balancedRaters(pilotItems, { ...plan, raters: 40 * plan.raters, seed }),
  };
  return plan.test === 'preference-sign'
    ? preferenceLeads(study, plan, 0)
    : itemDifferences(ratingsByItem(study), [0, 1]);
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
