import { createRandom, type SeedPart, shuffled } from '#lib/rng.ts';
import { tokenBatches } from '../framework/token-batches.ts';
import type { CollectedReports } from './collected-reports.ts';
import type { SystemUnderTraining } from './system-under-training.ts';

export interface PositivePlace {
  /** Positive updates before this one. */
  readonly update: number;
  readonly minibatch: number;
}

export interface PositiveOptions {
  readonly batchTokens: number;
  readonly seed: SeedPart;
  /** Minibatches of a pass, over which mended replies are spread. */
  readonly minibatches: number;
}

/**
 * Dialogues in batches of about equal length, all of them in an order of each epoch's own, as long as there are updates;
 * and corrections of contexts without a report, each with the same minibatch in every pass.
 */
export function positiveItems<Item>(
  { learned, lengthOf }: Pick<SystemUnderTraining<Item>, 'learned' | 'lengthOf'>,
  { mended }: Pick<CollectedReports<Item>, 'mended'>,
  { batchTokens, seed, minibatches }: PositiveOptions,
): (place: PositivePlace) => readonly Item[] {
  const batches = tokenBatches(learned.map(lengthOf), { tokens: batchTokens, seed: [seed, 'positives'] });
  let held: { readonly epoch: number; readonly order: readonly number[] } | undefined;
  return ({ update, minibatch }) => {
    const epoch = Math.floor(update / batches.length);
    if (held?.epoch !== epoch)
      held = { epoch, order: shuffled([...batches.keys()], createRandom(seed, 'positives', epoch)) };
    const batch = batches[held.order[update % batches.length] ?? 0] ?? [];
    return [
      ...batch.flatMap((row) => learned[row] ?? []),
      ...mended.filter((_, index) => index % minibatches === minibatch),
    ];
  };
}
