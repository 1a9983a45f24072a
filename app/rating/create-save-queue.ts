import { createEntryStore, type EntryStore, type KeyValueStorage } from './entry-store.ts';
import { type Change, entryId, parseStored, type QueueEntry } from './queue-entry.ts';
import { type Effect, type QueueEvent, type SendOutcome, stepSaveQueue } from './save-queue.ts';
import { emptySaveQueue, partingEntries, type SaveQueueState, wakeTime } from './save-queue-state.ts';

/** The part of the browser the queue needs. */
export interface QueueDevice {
  readonly storage: KeyValueStorage;
  /** Milliseconds. */
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

type Happening = DistributiveOmit<QueueEvent, 'now'>;
type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

/**
 * Runs the queue of one account on a device. It takes up what earlier pages of this account left behind.
 * `account` is part of the storage's keys, so that one person's answers are never sent as another's.
 */
export function createSaveQueue(
  device: QueueDevice,
  { account, clientId }: { readonly account: string; readonly clientId: string },
): SaveQueue {
  const listeners = new Set<() => void>();
  let snapshot: QueueSnapshot = { queue: emptySaveQueue(clientId), durable: true };
  const onFailure = () => {
    snapshot = { ...snapshot, durable: false };
  };
  const store = createEntryStore({ storage: device.storage, account, onFailure });

  const happened = (event: Happening) => {
    const { state, effects } = stepSaveQueue(snapshot.queue, { ...event, now: device.now() });
    snapshot = { ...snapshot, queue: state };
    for (const effect of effects) carryOut(effect, store, send);
    device.wakeAt(wakeTime(snapshot.queue));
    for (const listener of listeners) listener();
  };
  const send = (entry: QueueEntry) =>
    device.send(entry, (outcome) => happened({ type: 'answered', entry, outcome }));
  const look = (left: 'behind' | 'to-others') => happened({ type: 'found', entries: store.all(), left });

  look('behind');
  return {
    change: (change) => {
      // Another tab's change of a moment ago may not have been announced yet, and must go before this one.
      look('to-others');
      happened({ type: 'changed', change });
    },
    dismiss: (id) => happened({ type: 'dismissed', id }),
    wake: () => happened({ type: 'woken' }),
    retry: () => happened({ type: 'retry' }),
    part: () => partingEntries(snapshot.queue).forEach(device.sendParting),
    reread: () => {
      const present = new Set(store.all().map(entryId));
      for (const { entry } of snapshot.queue.waiting)
        if (!present.has(entryId(entry))) happened({ type: 'gone', id: entryId(entry) });
      look('to-others');
    },
    storageChanged: (key, value) => {
      const id = store.idOf(key);
      const news = id === undefined ? undefined : newsOf(id, value);
      if (news) happened(news);
    },
    state: () => snapshot,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function carryOut(effect: Effect, store: EntryStore, send: (entry: QueueEntry) => void): void {
  if (effect.do === 'keep') store.keep(effect.entry);
  if (effect.do === 'forget') store.forget(effect.entry);
  if (effect.do === 'settle') store.settle(effect.entry, effect.standing);
  if (effect.do === 'send') send(effect.entry);
}

/** What a change of storage by another tab means. */
function newsOf(id: string, value: string | null): Happening | undefined {
  if (value === null) return { type: 'gone', id };
  const { entry, settled } = parseStored(value) ?? {};
  if (!entry) return undefined;
  return settled
    ? { type: 'settled-elsewhere', entry, standing: settled }
    : { type: 'found', entries: [entry], left: 'to-others' };
}
