import { type Change, entryId, formatStored, parseStored, type QueueEntry } from './queue-entry.ts';
import { type Effect, type QueueEvent, type SendOutcome, stepSaveQueue } from './save-queue.ts';
import { emptySaveQueue, partingEntries, type SaveQueueState, wakeTime } from './save-queue-state.ts';

/** The part of the browser the queue needs. */
export interface QueueDevice {
  /** The browser's storage. It may throw (full, or forbidden by the person's settings). */
  readonly storage: {
    readonly keys: () => readonly string[];
    readonly get: (key: string) => string | null;
    readonly set: (key: string, value: string) => void;
    readonly remove: (key: string) => void;
  };
  readonly now: () => number;
  /** Asks for one `wake()` at this time, in place of any asked for before; null for none. */
  readonly wakeAt: (time: number | null) => void;
  readonly send: (entry: QueueEntry, done: (outcome: SendOutcome) => void) => void;
  /** Sends without hearing the answer, as the page goes away. */
  readonly sendParting: (entry: QueueEntry) => void;
}

export interface SaveQueue {
  readonly change: (change: Change) => void;
  readonly dismiss: (id: string) => void;
  readonly wake: () => void;
  readonly retry: () => void;
  /** The page is hidden or closed for good, for all one can know. */
  readonly part: () => void;
  /** Reads storage anew, after this page may have missed what other tabs did. */
  readonly reread: () => void;
  /** Another tab wrote (`value`) or removed (null) a key of storage. */
  readonly storageChanged: (key: string, value: string | null) => void;
  readonly state: () => QueueSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
}

export interface QueueSnapshot {
  readonly queue: SaveQueueState;
  /** False where the browser keeps nothing: then unsaved changes live as long as this page. */
  readonly durable: boolean;
}

/**
 * Runs the queue of one account on a device. It takes up what earlier pages of this account left behind.
 * `account` is part of the storage's keys, so that one person's answers are never sent as another's.
 */
export function createSaveQueue(
  device: QueueDevice,
  { account, clientId }: { readonly account: string; readonly clientId: string },
): SaveQueue {
  const prefix = `workbench.rating.${account}.`;
  const listeners = new Set<() => void>();
  let snapshot: QueueSnapshot = { queue: emptySaveQueue(clientId), durable: true };

  const dispatch = (event: QueueEvent) => {
    const { state, effects } = stepSaveQueue(snapshot.queue, event);
    snapshot = { ...snapshot, queue: state };
    for (const effect of effects) run(effect);
    device.wakeAt(wakeTime(snapshot.queue));
    for (const listener of listeners) listener();
  };

  function run(effect: Effect): void {
    const { entry } = effect;
    const key = prefix + entryId(entry);
    if (effect.do === 'send')
      device.send(entry, (outcome) => dispatch({ type: 'answered', entry, outcome, now: device.now() }));
    else
      attempt(() => {
        // What is settled is written before it is removed: from the one the other tabs learn what now stands.
        if (effect.do === 'keep') device.storage.set(key, formatStored({ entry, settled: null }));
        if (effect.do === 'settle')
          device.storage.set(key, formatStored({ entry, settled: effect.standing }));
        if (effect.do !== 'keep') device.storage.remove(key);
      });
  }

  function attempt(work: () => void): void {
    try {
      work();
    } catch {
      snapshot = { ...snapshot, durable: false };
    }
  }

  function stored(): QueueEntry[] {
    const entries: QueueEntry[] = [];
    attempt(() => {
      for (const key of device.storage.keys()) {
        if (!key.startsWith(prefix)) continue;
        const found = parseStored(device.storage.get(key));
        // A page that died between the two writes of `settle` leaves one that is done with.
        if (found?.settled) device.storage.remove(key);
        else if (found) entries.push(found.entry);
      }
    });
    return entries;
  }

  const look = (left: 'behind' | 'to-others') =>
    dispatch({ type: 'found', entries: stored(), left, now: device.now() });

  look('behind');
  return {
    change: (change) => {
      // Another tab's change of a moment ago may not have been announced yet, and must go before this one.
      look('to-others');
      dispatch({ type: 'changed', change, now: device.now() });
    },
    dismiss: (id) => dispatch({ type: 'dismissed', id, now: device.now() }),
    wake: () => dispatch({ type: 'woken', now: device.now() }),
    retry: () => dispatch({ type: 'retry', now: device.now() }),
    part: () => {
      for (const entry of partingEntries(snapshot.queue)) device.sendParting(entry);
    },
    reread: () => {
      const present = stored();
      const ids = new Set(present.map(entryId));
      for (const { entry } of snapshot.queue.waiting)
        if (!ids.has(entryId(entry))) dispatch({ type: 'gone', id: entryId(entry), now: device.now() });
      dispatch({ type: 'found', entries: present, left: 'to-others', now: device.now() });
    },
    storageChanged: (key, value) => {
      if (!key.startsWith(prefix)) return;
      const news = newsOf(key.slice(prefix.length), value);
      if (news) dispatch({ ...news, now: device.now() });
    },
    state: () => snapshot,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What a change of storage by another tab means. */
function newsOf(id: string, value: string | null): DistributiveOmit<QueueEvent, 'now'> | undefined {
  if (value === null) return { type: 'gone', id };
  const { entry, settled } = parseStored(value) ?? {};
  if (!entry) return undefined;
  return settled
    ? { type: 'settled-elsewhere', entry, standing: settled }
    : { type: 'found', entries: [entry], left: 'to-others' };
}

type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;
