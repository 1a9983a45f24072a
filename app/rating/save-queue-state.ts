import {
  type Change,
  type ChangeValue,
  cellKey,
  entryId,
  type QueueEntry,
  type Standing,
} from './queue-entry.ts';

/** An entry in memory, with when this tab may first send it and how often that failed. */
export interface Waiting {
  readonly entry: QueueEntry;
  readonly eligibleAt: number;
  readonly failures: number;
}

/** Why nothing gets through at the moment, and when the next try is due. */
export interface Trouble {
  readonly kind: 'network' | 'unavailable' | 'signed-out';
  readonly failures: number;
  readonly retryAt: number;
}

/**
 * One tab's view of the changes that are on their way. Times are milliseconds of this device's clock.
 *
 * The changes of all tabs of a browser are one queue, kept in the browser's storage. Laws:
 * 1. A change is in storage before it is sent, and leaves it only when the server has acknowledged it, when a newer
 *    change of the *same* tab replaces it, or when the person dismisses one that was refused for good.
 * 2. In one cell, changes are sent in the order they were made, whichever tab made them: a tab sends another's
 *    older change (again, if need be) before its own. So a request that lingers in the network is one the server
 *    has already seen (it then changes nothing), or an older one of a tab whose newer one it has.
 * 3. One request at a time for a tab; where one cell fails, other cells go first next time.
 */
export interface SaveQueueState {
  /** Names this tab's changes; new at every load, for a duplicated tab copies its storage. */
  readonly clientId: string;
  readonly nextSequence: number;
  /** In the order they were made. */
  readonly waiting: readonly Waiting[];
  /** What the server is known to hold, by cell, as far as this page heard of it. */
  readonly standing: ReadonlyMap<string, Standing>;
  /** Id of the entry that is being sent. */
  readonly sending: string | null;
  readonly trouble: Trouble | null;
  readonly lastSavedAt: string | null;
}

export function emptySaveQueue(clientId: string): SaveQueueState {
  return {
    clientId,
    nextSequence: 0,
    waiting: [],
    standing: new Map(),
    sending: null,
    trouble: null,
    lastSavedAt: null,
  };
}

/** Entries that are still to be saved, of one assignment or of all. */
export function unsaved(state: SaveQueueState, assignment?: string): QueueEntry[] {
  return state.waiting
    .map(({ entry }) => entry)
    .filter(
      (entry) => entry.refused === null && (assignment === undefined || entry.assignment === assignment),
    );
}

/** Entries the server will never take. */
export function refusals(state: SaveQueueState): QueueEntry[] {
  return state.waiting.map(({ entry }) => entry).filter((entry) => entry.refused !== null);
}

/**
 * The value to show in a cell: the newest change that may still be saved, else what the server is known to hold,
 * where `loaded` is what it said when the page was loaded.
 */
export function shownValue(
  state: SaveQueueState,
  cell: Pick<Change, 'assignment' | 'target'>,
  loaded: Standing | undefined,
): ChangeValue | undefined {
  const key = cellKey(cell);
  const newest = state.waiting.findLast(({ entry }) => entry.refused === null && cellKey(entry) === key);
  if (newest) return newest.entry.value;
  const standing = state.standing.get(key);
  return newerStanding(standing, loaded)?.value;
}

/** Of two statements of the server about a cell the later; the first where they are of the same moment. */
export function newerStanding(one: Standing | undefined, other: Standing | undefined): Standing | undefined {
  if (!one || !other) return one ?? other;
  return one.savedAt >= other.savedAt ? one : other;
}

/** The entry to send now, if any may be. */
export function nextToSend(state: SaveQueueState, now: number): QueueEntry | undefined {
  if (state.sending !== null || (state.trouble && state.trouble.retryAt > now)) return undefined;
  let best: Waiting | undefined;
  for (const head of heads(state))
    if (head.eligibleAt <= now && (!best || head.failures < best.failures)) best = head;
  return best?.entry;
}

/** When something may be sent next; null where nothing waits, or an answer is waited for. */
export function wakeTime(state: SaveQueueState): number | null {
  if (state.sending !== null) return null;
  const earliest = Math.min(...heads(state).map(({ eligibleAt }) => eligibleAt));
  return Number.isFinite(earliest) ? Math.max(earliest, state.trouble?.retryAt ?? 0) : null;
}

/**
 * What to send when the page goes away and no answer will be heard: this tab's own changes, save where another
 * tab's older one stands before them (law 2) or a request is under way.
 */
export function partingEntries(state: SaveQueueState): QueueEntry[] {
  return heads(state)
    .map(({ entry }) => entry)
    .filter((entry) => entry.clientId === state.clientId && entryId(entry) !== state.sending);
}

/** Of every cell the oldest entry; another tab's may be sent at once where one of this tab waits behind it. */
function heads(state: SaveQueueState): Waiting[] {
  const byCell = new Map<string, Waiting>();
  for (const item of state.waiting) {
    if (item.entry.refused !== null) continue;
    const key = cellKey(item.entry);
    const head = byCell.get(key);
    if (!head) byCell.set(key, item);
    else if (item.eligibleAt < head.eligibleAt) byCell.set(key, { ...head, eligibleAt: item.eligibleAt });
  }
  return [...byCell.values()];
}
