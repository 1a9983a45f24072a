import { historyHash, textHash } from '#db/history-hash.ts';
import type { RatingRow } from './parse-rating-csv.ts';

/** An item of the file: its name together with its context, for a name may stand for several contexts. */
export interface PlannedItem {
  readonly item: string;
  /** Texts of the turns, oldest first. */
  readonly turns: readonly string[];
  readonly historyHash: string;
}

interface Held {
  readonly item: PlannedItem;
  readonly number: number;
  /** The response's hash and first line, by system. */
  readonly responses: Map<string, { readonly hash: string; readonly line: number }>;
}

/** What a file of ratings says, checked against itself. Keeps hashes and numbers only, but for the contexts. */
export class RatingPlan {
  rows = 0;
  repeated = 0;
  seed: number | null = null;
  readonly raters = new Set<string>();
  readonly criteria = new Set<string>();
  private readonly held = new Map<string, Held>();
  private readonly cells = new Map<string, { readonly value: number; readonly line: number }>();

  get items(): number {
    return this.held.size;
  }

  get ratings(): number {
    return this.cells.size;
  }

  /** Returns the row's item where the row is new, a phrase where it contradicts an earlier one. */
  add(row: RatingRow): PlannedItem | 'repeated' | { readonly problem: string } {
    this.rows++;
    this.seed ??= row.seed;
    this.raters.add(row.rater);
    this.criteria.add(row.criterion);
    const held = this.itemOf(row);
    const hash = textHash(row.response);
    const response = held.responses.get(row.system);
    if (!response) held.responses.set(row.system, { hash, line: row.line });
    else if (response.hash !== hash)
      return {
        problem: `the response of system ${row.system} to item ${row.item} differs from the one at line ${response.line}; an item has one response of a system.`,
      };
    const cell = [held.number, row.system, row.rater, row.criterion].join('\n');
    const earlier = this.cells.get(cell);
    if (!earlier) {
      this.cells.set(cell, { value: row.value, line: row.line });
      return held.item;
    }
    this.repeated++;
    if (earlier.value === row.value) return 'repeated';
    return {
      problem: `rater ${row.rater} gives item ${row.item}, system ${row.system}, another value of ${row.criterion} at line ${earlier.line}; keep one of the two.`,
    };
  }

  private itemOf(row: RatingRow): Held {
    const turns = turnsOf(row.context);
    const hash = historyHash(turns);
    const key = `${row.item}\n${hash}`;
    const found = this.held.get(key);
    if (found) return found;
    const held: Held = {
      item: { item: row.item, turns, historyHash: hash },
      number: this.held.size,
      responses: new Map(),
    };
    this.held.set(key, held);
    return held;
  }
}

/** The turns of a table's context: one a line; none where the table leaves contexts out. */
export function turnsOf(context: string): string[] {
  return context === '' ? [] : context.split(/\r\n|\n/);
}
