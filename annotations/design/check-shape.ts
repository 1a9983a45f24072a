import { WorkbenchError } from '#lib/errors.ts';
import type { DesignShape, StudyDesign } from './study-design.ts';

/** The shape with names and strata written out and nothing assigned yet. */
export type EmptyDesign = Omit<StudyDesign, 'assignments' | 'open' | 'orders'>;

/** More systems than letters cannot be told apart on a page, and `study-definition.ts` takes no more. */
const mostSystems = 26;

/**
 * Refuses a shape no assignment can have, with a `bad-input` WorkbenchError whose sentence says what to change.
 * What passes can be solved: `ratingsPerItem <= annotators` and `items * ratingsPerItem <= annotators * quota`
 * are enough, because even loads need no more than ceil(items * ratingsPerItem / annotators) of anyone's quota.
 */
export function checkShape(shape: DesignShape): EmptyDesign {
  const systems =
    typeof shape.systems === 'number'
      ? counted(shape.systems, 'systems').map((index) => `System ${index + 1}`)
      : shape.systems;
  const strata =
    typeof shape.items === 'number' ? counted(shape.items, 'items').map(() => null) : shape.items;
  for (const name of ['annotators', 'ratingsPerItem', 'quota', 'shown'] as const)
    if (!Number.isInteger(shape[name]) || shape[name] < 1)
      refuse(`${labels[name]} must be a whole number of at least 1.`, name);
  const { annotators, ratingsPerItem, quota, shown } = shape;

  if (systems.length < 1) refuse('A study needs at least one system.', 'systems');
  if (systems.length > mostSystems)
    refuse(`A study compares at most ${mostSystems} systems; leave some out.`, 'systems');
  if (strata.length < 1) refuse('A study needs at least one item.', 'items');
  if (shown > systems.length)
    refuse(
      `${shown} responses cannot be shown together where there are ${systems.length} systems: show at most ${systems.length}, or add systems.`,
      'shown',
    );
  if (ratingsPerItem > annotators)
    refuse(
      `An item rated by ${ratingsPerItem} different annotators needs as many, and there are ${annotators}: invite ${ratingsPerItem - annotators} more, or ask for at most ${annotators} ratings an item.`,
      'ratingsPerItem',
    );
  const wanted = strata.length * ratingsPerItem;
  if (wanted > annotators * quota)
    refuse(
      `${strata.length} items rated ${ratingsPerItem} times are ${wanted} assignments, and ${annotators} annotators with a quota of ${quota} take ${annotators * quota}: raise the quota to ${Math.ceil(wanted / annotators)}, invite ${Math.ceil(wanted / quota) - annotators} more annotators, or ask for fewer items or ratings.`,
      'quota',
    );
  return { systems, strata, annotators, left: [], ratingsPerItem, quota, shown };
}

const labels = {
  annotators: 'The number of annotators',
  ratingsPerItem: 'The number of ratings an item gets',
  quota: 'The quota of an annotator',
  shown: 'The number of responses shown together',
};

function counted(count: number, field: string): number[] {
  if (!Number.isInteger(count) || count < 1)
    refuse(`The number of ${field} must be a whole number of at least 1.`, field);
  return Array.from({ length: count }, (_, index) => index);
}

function refuse(message: string, field: string): never {
  throw new WorkbenchError('bad-input', message, { field });
}
