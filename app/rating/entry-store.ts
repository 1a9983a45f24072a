import { entryId, formatStored, parseStored, type QueueEntry, type Standing } from './queue-entry.ts';

/** The browser's storage. It may throw: full, or forbidden by the person's settings. */
export interface KeyValueStorage {
  readonly keys: () => readonly string[];
  readonly get: (key: string) => string | null;
  readonly set: (key: string, value: string) => void;
  readonly remove: (key: string) => void;
}

/** The unsaved changes of one account in the browser's storage, a key each, so that no tab overwrites another's. */
export interface EntryStore {
  readonly keep: (entry: QueueEntry) => void;
  readonly forget: (entry: QueueEntry) => void;
  /** Forgets an entry, and lets the other tabs know what now stands. */
  readonly settle: (entry: QueueEntry, standing: Standing) => void;
  readonly all: () => QueueEntry[];
  /** The entry's id where a key of storage belongs to this account. */
  readonly idOf: (key: string) => string | undefined;
}

interface EntryStoreOptions {
  readonly storage: KeyValueStorage;
  readonly account: string;
  /** Storage refused; the entry lives in memory only. */
  readonly onFailure: () => void;
}

export function createEntryStore({ storage, account, onFailure }: EntryStoreOptions): EntryStore {
  const prefix = `workbench.rating.${account}.`;
  const keyOf = (entry: QueueEntry) => prefix + entryId(entry);
  const attempt = (work: () => void) => {
    try {
      work();
    } catch {
      onFailure();
    }
  };
  return {
    keep: (entry) => attempt(() => storage.set(keyOf(entry), formatStored({ entry, settled: null }))),
    forget: (entry) => attempt(() => storage.remove(keyOf(entry))),
    settle: (entry, standing) =>
      attempt(() => {
        // Written before it is removed: the other tabs are told of both.
        storage.set(keyOf(entry), formatStored({ entry, settled: standing }));
        storage.remove(keyOf(entry));
      }),
    all: () => {
      const entries: QueueEntry[] = [];
      attempt(() => {
        for (const key of storage.keys()) {
          if (!key.startsWith(prefix)) continue;
          const found = parseStored(storage.get(key));
          // A page that died between the two writes of `settle` leaves one that is done with.
          if (found?.settled) storage.remove(key);
          else if (found) entries.push(found.entry);
        }
      });
      return entries;
    },
    idOf: (key) => (key.startsWith(prefix) ? key.slice(prefix.length) : undefined),
  };
}
