import { randomToken } from '#lib/ids.ts';
import { createSaveQueue, type QueueDevice, type SaveQueue } from './create-save-queue.ts';
import { changeRequest, sendChange } from './send-change.ts';

const queues = new Map<string, SaveQueue>();

/** The queue of an account in this page: one, whichever item is shown, so that it goes on saving in between. */
export function browserSaveQueue(account: string): SaveQueue {
  const found = queues.get(account);
  if (found) return found;
  const { device, bind } = browserDevice(account);
  const queue = createSaveQueue(device, { account, clientId: `t${randomToken(19)}` });
  queues.set(account, queue);
  bind(queue);
  return queue;
}

function browserDevice(account: string): { device: QueueDevice; bind: (queue: SaveQueue) => void } {
  let timer: number | undefined;
  let bound: SaveQueue | undefined;
  const arm = (time: number | null) => {
    window.clearTimeout(timer);
    if (time === null) return;
    timer = window.setTimeout(() => bound?.wake(), Math.max(0, time - Date.now()));
  };
  const device: QueueDevice = {
    storage: {
      keys: () => Object.keys(window.localStorage),
      get: (key) => window.localStorage.getItem(key),
      set: (key, value) => window.localStorage.setItem(key, value),
      remove: (key) => window.localStorage.removeItem(key),
    },
    now: () => Date.now(),
    wakeAt: arm,
    send: (entry, done) => void sendChange(entry, account).then(done),
    sendParting: (entry) => {
      const { url, body } = changeRequest(entry, account);
      // What does not get through is still in storage, and goes out when the person comes back.
      navigator.sendBeacon(url, new Blob([body], { type: 'application/json' }));
    },
  };
  return {
    device,
    bind: (queue) => {
      bound = queue;
      window.addEventListener('storage', (event) => {
        if (event.storageArea === window.localStorage && event.key !== null)
          queue.storageChanged(event.key, event.newValue);
      });
      window.addEventListener('online', () => queue.retry());
      window.addEventListener('pagehide', () => queue.part());
      // A page that comes back from the browser's store has missed what happened meanwhile.
      window.addEventListener('pageshow', (event) => {
        if (event.persisted) queue.reread();
      });
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState !== 'visible') return;
        queue.reread();
        queue.retry();
      });
    },
  };
}
