import { createSaveQueue, type QueueDevice, type SaveQueue } from './create-save-queue.ts';
import { type Change, cellKey, type QueueEntry, type Standing } from './queue-entry.ts';
import type { SendOutcome } from './save-queue.ts';
import { shownValue, unsaved } from './save-queue-state.ts';

/** A request in the simulated network. The tab may have given up on it long before it arrives. */
interface Request {
  readonly entry: QueueEntry;
  readonly tab: Tab;
  readonly done: (outcome: SendOutcome) => void;
  /** `travelling` to the server, `answered` and on the way back. */
  stage: 'travelling' | 'answered';
  outcome: SendOutcome | undefined;
  heard: boolean;
}

export interface Tab {
  readonly queue: SaveQueue;
  readonly loaded: ReadonlyMap<string, Standing>;
  /** What other tabs did to storage and this one has not been told yet. */
  readonly news: { readonly key: string; readonly value: string | null }[];
  wakesAt: number | null;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export type Weather = 'fine' | 'unavailable' | 'signed-out';

/**
 * One browser with its tabs, one server, and a network between them that loses, delays and reorders. The server
 * keeps to what `saveRating` promises: a click is stored once, and never over a newer one of the same tab.
 * Storage is atomic, as browsers' is within one profile but for a few milliseconds.
 */
export class World {
  readonly tabs: Tab[] = [];
  readonly clicked = new Map<string, Change>();
  weather: Weather = 'fine';
  private readonly storage = new Map<string, string>();
  private readonly requests: Request[] = [];
  private readonly stored = new Map<string, Standing>();
  private readonly events: { readonly cell: string; readonly client: string; readonly sequence: number }[] =
    [];
  private clock = 1_000_000;
  private opened = 0;

  openTab(): void {
    const tab = { loaded: new Map(this.stored), news: [], wakesAt: null } as unknown as Mutable<Tab>;
    // The queue sends what earlier tabs left behind as soon as it is made.
    this.tabs.push(tab);
    tab.queue = createSaveQueue(this.deviceOf(tab), {
      account: 'someone',
      clientId: `tab-number-${this.opened++}`,
    });
  }

  private deviceOf(tab: Tab): QueueDevice {
    return {
      storage: {
        keys: () => [...this.storage.keys()],
        get: (key) => this.storage.get(key) ?? null,
        set: (key, value) => {
          this.storage.set(key, value);
          this.announce({ key, value }, tab);
        },
        remove: (key) => {
          this.storage.delete(key);
          this.announce({ key, value: null }, tab);
        },
      },
      now: () => this.clock++,
      wakeAt: (time) => {
        tab.wakesAt = time;
      },
      send: (entry, done) =>
        this.requests.push({ entry, tab, done, stage: 'travelling', outcome: undefined, heard: false }),
      sendParting: (entry) =>
        this.requests.push({
          entry,
          tab,
          done: () => {},
          stage: 'travelling',
          outcome: undefined,
          heard: true,
        }),
    };
  }

  /** `politely` says goodbye first; a crash does not. */
  closeTab(tab: Tab, how: 'politely' | 'crash'): void {
    if (how === 'politely') tab.queue.part();
    this.tabs.splice(this.tabs.indexOf(tab), 1);
  }

  click(tab: Tab, change: Change): void {
    this.clicked.set(cellKey(change), change);
    tab.queue.change(change);
  }

  tellNews(tab: Tab): void {
    for (const { key, value } of tab.news.splice(0)) tab.queue.storageChanged(key, value);
  }

  passTime(milliseconds: number): void {
    this.clock += milliseconds;
    for (const tab of [...this.tabs])
      if (tab.wakesAt !== null && tab.wakesAt <= this.clock) {
        tab.wakesAt = null;
        tab.queue.wake();
      }
  }

  /** The n-th request goes one stage further: it reaches the server, or its answer reaches the tab. */
  advance(index: number): void {
    const request = this.requests[index % Math.max(1, this.requests.length)];
    if (!request) return;
    if (request.stage === 'travelling') {
      request.outcome = this.serve(request.entry);
      request.stage = 'answered';
      return;
    }
    this.requests.splice(this.requests.indexOf(request), 1);
    if (request.outcome) this.hear(request, request.outcome);
  }

  /** The tab gives up on the n-th request, which is lost or goes on travelling. */
  breakOff(index: number, how: 'lost' | 'lingers'): void {
    const request = this.requests[index % Math.max(1, this.requests.length)];
    if (!request) return;
    if (how === 'lost') this.requests.splice(this.requests.indexOf(request), 1);
    this.hear(request, { kind: 'network' });
  }

  /** Everything that is on its way arrives, in the order `pick` chooses, and time passes until all is quiet. */
  settle(pick: () => number): void {
    this.weather = 'fine';
    for (let round = 0; round < 5_000; round++) {
      for (const tab of this.tabs) this.tellNews(tab);
      if (this.requests.length > 0) this.advance(pick());
      else if (this.tabs.some((tab) => unsaved(tab.queue.state().queue).length > 0)) this.passTime(31_000);
      else return;
    }
    throw new Error('the queue never came to rest');
  }

  serverValue(cell: string): unknown {
    return this.stored.get(cell)?.value;
  }

  shown(tab: Tab, change: Change): unknown {
    return shownValue(tab.queue.state().queue, change, tab.loaded.get(cellKey(change)));
  }

  keysInStorage(): number {
    return this.storage.size;
  }

  private hear(request: Request, outcome: SendOutcome): void {
    if (this.tabs.includes(request.tab) && !request.heard) {
      request.heard = true;
      request.done(outcome);
    }
  }

  private announce(news: { readonly key: string; readonly value: string | null }, by: Tab): void {
    for (const tab of this.tabs) if (tab !== by) tab.news.push(news);
  }

  private serve(entry: QueueEntry): SendOutcome {
    if (this.weather !== 'fine') return { kind: this.weather };
    if (entry.target.kind === 'rating' && entry.target.criterion === 'refused')
      return { kind: 'refused', reason: 'This study is closed.' };
    const cell = cellKey(entry);
    const ofTab = this.events.filter((event) => event.cell === cell && event.client === entry.clientId);
    if (!ofTab.some((event) => event.sequence >= entry.clientSequence)) {
      this.events.push({ cell, client: entry.clientId, sequence: entry.clientSequence });
      this.stored.set(cell, { value: entry.value, savedAt: new Date(this.clock++).toISOString() });
    }
    const standing = this.stored.get(cell);
    if (!standing) throw new Error('an event without a value');
    return { kind: 'saved', ...standing };
  }
}
