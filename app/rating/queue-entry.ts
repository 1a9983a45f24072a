/** What a change is about: a cell of the rating grid, the comment on the item, or its flag. */
export type Target =
  | { readonly kind: 'rating'; readonly position: number; readonly criterion: string }
  | { readonly kind: 'comment' }
  | { readonly kind: 'flag' };

/** A number for a rating, text for a comment, true or false for a flag. */
export type ChangeValue = number | string | boolean;

/** Something a person decided, as they decided it. */
export interface Change {
  readonly assignment: string;
  readonly target: Target;
  readonly value: ChangeValue;
}

/**
 * A change this browser made and the server has not yet acknowledged. `clientId` and `clientSequence` number it
 * for the server, so that it may be sent any number of times. `order` puts the changes of all tabs of this browser
 * in the order they were made.
 */
export interface QueueEntry extends Change {
  readonly clientId: string;
  readonly clientSequence: number;
  readonly order: number;
  /** Why the server will never take it, in its words; null while it may. */
  readonly refused: string | null;
}

/** What the server says stands in a cell, and since when by the server's clock. */
export interface Standing {
  readonly value: ChangeValue;
  readonly savedAt: string;
}

export function entryId(entry: Pick<QueueEntry, 'clientId' | 'clientSequence'>): string {
  return `${entry.clientId}.${entry.clientSequence}`;
}

/** The place a change goes to; two changes with the same key replace one another. */
export function cellKey({ assignment, target }: Pick<Change, 'assignment' | 'target'>): string {
  return target.kind === 'rating'
    ? `${assignment} ${target.position} ${target.criterion}`
    : `${assignment} ${target.kind}`;
}

/** What one key of the browser's storage holds: the entry, and what became of it in the moment it is taken away. */
export interface StoredEntry {
  readonly entry: QueueEntry;
  readonly settled: Standing | null;
}

export function formatStored(stored: StoredEntry): string {
  return JSON.stringify(stored);
}

/** Reads what `formatStored` wrote; undefined for anything else, for people and other programs write there too. */
export function parseStored(text: string | null): StoredEntry | undefined {
  if (text === null) return undefined;
  try {
    const stored: unknown = JSON.parse(text);
    if (!isRecord(stored) || !isEntry(stored.entry)) return undefined;
    return { entry: stored.entry, settled: isStanding(stored.settled) ? stored.settled : null };
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is QueueEntry {
  return (
    isRecord(value) &&
    typeof value.assignment === 'string' &&
    typeof value.clientId === 'string' &&
    Number.isSafeInteger(value.clientSequence) &&
    Number.isFinite(value.order) &&
    (value.refused === null || typeof value.refused === 'string') &&
    isTarget(value.target) &&
    isChangeValue(value.value)
  );
}

function isTarget(value: unknown): value is Target {
  if (!isRecord(value)) return false;
  if (value.kind === 'rating')
    return Number.isSafeInteger(value.position) && typeof value.criterion === 'string';
  return value.kind === 'comment' || value.kind === 'flag';
}

function isStanding(value: unknown): value is Standing {
  return isRecord(value) && typeof value.savedAt === 'string' && isChangeValue(value.value);
}

function isChangeValue(value: unknown): value is ChangeValue {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
