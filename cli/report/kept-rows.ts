import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';

/** Rows by the item they belong to. */
export type Rows<T> = ReadonlyMap<number, T>;

export interface KeptRows<T> {
  readonly path: string;
  readonly items: readonly number[];
  /** Computes the rows of items in any order; `keep` is called with each, or some at once, as they come. */
  readonly compute: (
    missing: readonly number[],
    keep: (rows: readonly (readonly [number, T])[]) => void,
  ) => Promise<void>;
}

/**
 * Rows of a measurement that takes long, kept in a JSON Lines file as they come: what was interrupted goes on where it
 * stopped. A last line that was cut short is taken away.
 */
export async function keptRows<T>({ path, items, compute }: KeptRows<T>): Promise<Rows<T>> {
  const wanted = new Set(items);
  const rows = new Map<number, T>(readKept<T>(path));
  const missing = items.filter((item) => !rows.has(item));
  if (missing.length > 0) {
    mkdirSync(dirname(path), { recursive: true });
    await compute(missing, (found) => {
      appendFileSync(path, found.map((row) => `${JSON.stringify(row)}\n`).join(''));
      for (const [item, row] of found) rows.set(item, row);
    });
  }
  return new Map([...rows].filter(([item]) => wanted.has(item)));
}

function readKept<T>(path: string): (readonly [number, T])[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as [number, T]);
}
