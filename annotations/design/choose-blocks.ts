import { type Random, shuffled } from '#lib/rng.ts';
import { allocateEvenly } from './allocate-evenly.ts';
import { balancedBlocks } from './balanced-blocks.ts';
import { CountTable } from './count-table.ts';
import { levelPairs, type Slot } from './level-pairs.ts';
import { range } from './range.ts';

export interface BlocksRequest {
  readonly systems: number;
  readonly shown: number;
  /** By annotator: the blocks they have had, and how many they are to get. */
  readonly annotators: readonly {
    readonly had: readonly (readonly number[])[];
    readonly add: number;
  }[];
  readonly random: Random;
}

/**
 * Incomplete blocks: for each annotator, the sets of systems to be shown, in no particular order.
 *
 * An annotator sees each system as often as any other, ±1 (after repairs: as evenly as the rest allows), and so
 * does the study; that is solved exactly. How often two systems stand together is made even as far as this leaves
 * room: each annotator first gets whole balanced designs, which are even in all respects; the rest is filled one by
 * one, least-seen systems and then least-seen pairs first, and then improved by seeded search (`levelPairs`).
 */
export function chooseBlocks({ systems, shown, annotators, random }: BlocksRequest): number[][][] {
  const seen = annotators.map(({ had }) => countSystems(had, systems));
  const design = balancedBlocks(systems, shown);
  const whole = annotators.map(({ add }, annotator) =>
    design && spread(seen[annotator] ?? []) <= 1 ? Math.floor(add / design.length) : 0,
  );
  const rest = annotators.map(({ add }, index) => add - (whole[index] ?? 0) * (design?.length ?? 0));
  const targets = allocateEvenly(
    rest.map((add, annotator) => ({ had: seen[annotator] ?? [], add: add * shown, cap: add })),
    Array<number>(systems).fill(0),
    random,
  );

  const pairs = new CountTable(systems, systems);
  for (const { had } of annotators) for (const block of had) countPairs(pairs, block);
  const slots: Slot[] = [];
  const left = range(annotators.length).map((annotator) => targets.row(annotator));
  const places = shuffled(
    rest.flatMap((add, annotator) => Array<number>(add).fill(annotator)),
    random,
  );
  for (const annotator of places) {
    const block = nextBlock({ left: left[annotator] ?? [], pairs, shown, random });
    countPairs(pairs, block);
    slots.push({ annotator, block });
  }
  const reached = annotators.map((_, annotator) => {
    const given = targets.row(annotator);
    return given.map((count, system) => count + (seen[annotator]?.[system] ?? 0));
  });
  levelPairs({ slots, pairs, seen: reached, random });

  const chosen: number[][][] = whole.map((times) =>
    range(times).flatMap(() => design?.map((block) => [...block]) ?? []),
  );
  for (const { annotator, block } of slots) chosen[annotator]?.push(block);
  return chosen;
}

/**
 * Takes the `shown` systems that are still to come most often, which never leaves a remainder that cannot be laid
 * out (Gale 1957; Ryser 1957); among equals those that have stood least with the ones taken, then by lot.
 */
function nextBlock(request: {
  readonly left: number[];
  readonly pairs: CountTable;
  readonly shown: number;
  readonly random: Random;
}): number[] {
  const { left, pairs, shown, random } = request;
  const block: number[] = [];
  const together = left.map(() => random.next());
  while (block.length < shown) {
    let best = -1;
    for (let system = 0; system < left.length; system++) {
      if (block.includes(system)) continue;
      const more = (left[system] ?? 0) - (left[best] ?? -1);
      if (more > 0 || (more === 0 && (together[system] ?? 0) < (together[best] ?? 0))) best = system;
    }
    block.push(best);
    for (let system = 0; system < left.length; system++)
      together[system] = (together[system] ?? 0) + pairs.get(best, system);
  }
  for (const system of block) left[system] = (left[system] ?? 0) - 1;
  return block;
}

/** Adds a block's pairs to a symmetric table. */
function countPairs(pairs: CountTable, block: readonly number[]): void {
  for (const a of block) for (const b of block) if (a !== b) pairs.add(a, b, 1);
}

function countSystems(blocks: readonly (readonly number[])[], systems: number): number[] {
  const counts = Array<number>(systems).fill(0);
  for (const block of blocks) for (const system of block) counts[system] = (counts[system] ?? 0) + 1;
  return counts;
}

function spread(counts: readonly number[]): number {
  return Math.max(...counts) - Math.min(...counts);
}
