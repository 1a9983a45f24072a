import { median } from '../support/median.ts';
import { type System, sameReplies } from './systems.ts';
import { askedTokens, equalRequests, equalShape } from './workloads.ts';

export interface EqualRow {
  readonly batch: number;
  readonly repeats: number;
  /** ms for the whole batch by system, the median of the repeats */
  readonly ms: Readonly<Record<string, number>>;
  readonly tokensPerSecond: Readonly<Record<string, number>>;
  /** Replies of the other systems that are the workbench's, token for token, of so many. */
  readonly same: number;
  readonly compared: number;
}

export interface EqualOptions {
  readonly vocabulary: number;
  readonly batches: readonly { readonly size: number; readonly repeats: number }[];
  readonly note: (line: string) => void;
}

/**
 * Batches that begin and end together, the same for all systems. One repeat runs all systems, in turn the other way
 * round, so that a drift of the machine meets all of them.
 */
export async function measureEqual(systems: readonly System[], options: EqualOptions): Promise<EqualRow[]> {
  const rows: EqualRow[] = [];
  for (const { size, repeats } of options.batches) {
    options.note(`Equal batches of ${size}…`);
    const times = new Map(systems.map(({ name }) => [name, [] as number[]]));
    let same = 0;
    let compared = 0;
    let asked = 0;
    for (let repeat = -1; repeat < repeats; repeat++) {
      const requests = equalRequests(equalShape, {
        count: size,
        vocabulary: options.vocabulary,
        seed: `${size}/${repeat}`,
      });
      asked = askedTokens(requests);
      const replies = new Map<string, number[][]>();
      for (const system of inTurn(systems, repeat)) {
        const answer = await system.generate(requests);
        replies.set(system.name, answer.replies);
        // The first is for warming up.
        if (repeat >= 0) times.get(system.name)?.push(answer.ms);
      }
      const [first, ...others] = systems.map(({ name }) => replies.get(name) ?? []);
      for (const other of others) same += sameReplies(other, first ?? []);
      compared += others.length * size;
    }
    const ms = Object.fromEntries([...times].map(([name, list]) => [name, median(list)]));
    rows.push({ batch: size, repeats, ms, tokensPerSecond: perSecond(ms, asked), same, compared });
  }
  return rows;
}

/** The same order, or in every second repeat the other way round. */
export function inTurn<T>(systems: readonly T[], repeat: number): readonly T[] {
  return repeat % 2 === 0 ? systems : systems.toReversed();
}

export function perSecond(ms: Readonly<Record<string, number>>, count: number): Record<string, number> {
  return Object.fromEntries(Object.entries(ms).map(([name, time]) => [name, (count / time) * 1000]));
}
