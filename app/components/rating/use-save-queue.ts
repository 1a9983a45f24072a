import { useEffect, useState, useSyncExternalStore } from 'react';
import { browserSaveQueue } from '#app/rating/browser-save-queue.ts';
import type { QueueSnapshot, SaveQueue } from '#app/rating/create-save-queue.ts';
import { emptySaveQueue } from '#app/rating/save-queue-state.ts';

export interface Saving extends QueueSnapshot {
  /** Null on the server and until the page's script runs. */
  readonly actions: SaveQueue | null;
  readonly online: boolean;
}

const nothingYet: QueueSnapshot = { queue: emptySaveQueue('none'), durable: true };
const never = () => () => {};

/** The account's save queue and how it stands. */
export function useSaveQueue(account: string): Saving {
  const [actions, setActions] = useState<SaveQueue | null>(null);
  useEffect(() => setActions(browserSaveQueue(account)), [account]);
  const snapshot = useSyncExternalStore(
    actions?.subscribe ?? never,
    actions?.state ?? (() => nothingYet),
    () => nothingYet,
  );
  const online = useSyncExternalStore(
    watchConnection,
    () => navigator.onLine,
    () => true,
  );
  return { ...snapshot, actions, online };
}

function watchConnection(changed: () => void): () => void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}
