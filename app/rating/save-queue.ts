import { type Change, cellKey, entryId, type QueueEntry, type Standing } from './queue-entry.ts';
import {
  newerStanding,
  nextToSend,
  type SaveQueueState,
  type Trouble,
  type Waiting,
} from './save-queue-state.ts';

/** How long another tab's change is left to that tab before this one sends it as well, in milliseconds. */
export const adoptAfter = 2_000;
const firstRetry = 1_000;
const longestRetry = 30_000;

/** What became of a request. `unavailable`: the server answers, but not now. `refused`: it never will take this. */
export type SendOutcome =
  | ({ readonly kind: 'saved' } & Standing)
  | { readonly kind: 'network' | 'unavailable' | 'signed-out' }
  | { readonly kind: 'refused'; readonly reason: string };

export type QueueEvent = { readonly now: number } & (
  | { readonly type: 'changed'; readonly change: Change }
  /** Entries that lie in storage. `left-behind`: nobody may be looking after them any more. */
  | { readonly type: 'found'; readonly entries: readonly QueueEntry[]; readonly left: 'behind' | 'to-others' }
  | { readonly type: 'answered'; readonly entry: QueueEntry; readonly outcome: SendOutcome }
  | { readonly type: 'settled-elsewhere'; readonly entry: QueueEntry; readonly standing: Standing }
  /** Another tab took the entry out of storage. */
  | { readonly type: 'gone'; readonly id: string }
  | { readonly type: 'dismissed'; readonly id: string }
  /** Time has passed. */
  | { readonly type: 'woken' }
  /** There is a reason to hope: the network is back, the page is looked at, the person asks. */
  | { readonly type: 'retry' }
);

/** What is to be done, in this order. `settle` tells the other tabs, then forgets. */
export type Effect =
  | { readonly do: 'keep' | 'forget' | 'send'; readonly entry: QueueEntry }
  | { readonly do: 'settle'; readonly entry: QueueEntry; readonly standing: Standing };

export interface Step {
  readonly state: SaveQueueState;
  readonly effects: readonly Effect[];
}

/** The queue's whole behaviour (its laws stand with `SaveQueueState`): an event in, the new state and what to do out. */
export function stepSaveQueue(state: SaveQueueState, event: QueueEvent): Step {
  const step = apply(state, event);
  const entry = nextToSend(step.state, event.now);
  if (!entry) return step;
  return {
    state: { ...step.state, sending: entryId(entry) },
    effects: [...step.effects, { do: 'send', entry }],
  };
}

function apply(state: SaveQueueState, event: QueueEvent): Step {
  switch (event.type) {
    case 'changed':
      return changed(state, event);
    case 'found':
      return found(state, event);
    case 'answered':
      return answered({ ...state, sending: null }, event);
    case 'settled-elsewhere':
      return { state: settle(state, event.entry, event.standing), effects: [] };
    case 'gone':
      return gone(state, event.id);
    case 'dismissed':
      return dismissed(state, event.id);
    case 'woken':
      return { state, effects: [] };
    case 'retry':
      return {
        state: state.trouble ? { ...state, trouble: { ...state.trouble, retryAt: event.now } } : state,
        effects: [],
      };
  }
}

function changed(
  state: SaveQueueState,
  { change, now }: { readonly change: Change; readonly now: number },
): Step {
  const key = cellKey(change);
  // A clock that goes back must not put a newer change before an older one.
  const order = Math.max(now, ...state.waiting.map(({ entry }) => entry.order + 1));
  const entry: QueueEntry = {
    ...change,
    clientId: state.clientId,
    clientSequence: state.nextSequence,
    order,
    refused: null,
  };
  const replaced = state.waiting.filter(
    (item) =>
      cellKey(item.entry) === key && (item.entry.clientId === state.clientId || item.entry.refused !== null),
  );
  const kept = state.waiting.filter((item) => !replaced.includes(item));
  return {
    state: {
      ...state,
      nextSequence: state.nextSequence + 1,
      waiting: inOrder([...kept, { entry, eligibleAt: 0, failures: 0 }]),
    },
    effects: [
      { do: 'keep', entry },
      ...replaced.map((item): Effect => ({ do: 'forget', entry: item.entry })),
    ],
  };
}

function found(
  state: SaveQueueState,
  event: {
    readonly entries: readonly QueueEntry[];
    readonly left: 'behind' | 'to-others';
    readonly now: number;
  },
): Step {
  const byId = new Map(state.waiting.map((item) => [entryId(item.entry), item]));
  const eligibleAt = event.left === 'behind' ? event.now : event.now + adoptAfter;
  for (const entry of event.entries) {
    if (entry.clientId === state.clientId) continue;
    const known = byId.get(entryId(entry));
    byId.set(entryId(entry), {
      entry,
      eligibleAt: Math.min(known?.eligibleAt ?? Number.POSITIVE_INFINITY, eligibleAt),
      failures: known?.failures ?? 0,
    });
  }
  return { state: { ...state, waiting: inOrder([...byId.values()]) }, effects: [] };
}

function answered(
  state: SaveQueueState,
  {
    entry,
    outcome,
    now,
  }: { readonly entry: QueueEntry; readonly outcome: SendOutcome; readonly now: number },
): Step {
  const waiting = state.waiting.some((item) => entryId(item.entry) === entryId(entry));
  if (outcome.kind === 'saved') {
    const standing = { value: outcome.value, savedAt: outcome.savedAt };
    return {
      state: { ...settle(state, entry, standing), trouble: null },
      effects: waiting ? [{ do: 'settle', entry, standing }] : [],
    };
  }
  if (outcome.kind === 'refused') {
    const refused = { ...entry, refused: outcome.reason };
    return {
      state: {
        ...state,
        trouble: null,
        waiting: state.waiting.map((item) =>
          entryId(item.entry) === entryId(entry) ? { ...item, entry: refused } : item,
        ),
      },
      effects: waiting ? [{ do: 'keep', entry: refused }] : [],
    };
  }
  return {
    state: {
      ...state,
      trouble: nextTrouble(state.trouble, { kind: outcome.kind, now }),
      waiting: state.waiting.map((item) =>
        entryId(item.entry) === entryId(entry) ? { ...item, failures: item.failures + 1 } : item,
      ),
    },
    effects: [],
  };
}

/** Waits 1, 2, 4, … up to 30 seconds between tries. */
function nextTrouble(
  before: Trouble | null,
  { kind, now }: { readonly kind: Trouble['kind']; readonly now: number },
): Trouble {
  const failures = (before?.failures ?? 0) + 1;
  return { kind, failures, retryAt: now + Math.min(firstRetry * 2 ** (failures - 1), longestRetry) };
}

function settle(state: SaveQueueState, entry: QueueEntry, standing: Standing): SaveQueueState {
  const key = cellKey(entry);
  const newest = newerStanding(standing, state.standing.get(key)) ?? standing;
  return {
    ...state,
    waiting: state.waiting.filter((item) => entryId(item.entry) !== entryId(entry)),
    standing: new Map(state.standing).set(key, newest),
    lastSavedAt:
      state.lastSavedAt !== null && state.lastSavedAt > standing.savedAt
        ? state.lastSavedAt
        : standing.savedAt,
  };
}

/** This tab's own unsaved changes stay, whoever emptied the storage. */
function gone(state: SaveQueueState, id: string): Step {
  return {
    state: {
      ...state,
      waiting: state.waiting.filter(
        ({ entry }) => entryId(entry) !== id || (entry.clientId === state.clientId && entry.refused === null),
      ),
    },
    effects: [],
  };
}

function dismissed(state: SaveQueueState, id: string): Step {
  const item = state.waiting.find(({ entry }) => entryId(entry) === id && entry.refused !== null);
  if (!item) return { state, effects: [] };
  return {
    state: { ...state, waiting: state.waiting.filter((other) => other !== item) },
    effects: [{ do: 'forget', entry: item.entry }],
  };
}

function inOrder(waiting: readonly Waiting[]): Waiting[] {
  return [...waiting].sort(
    (one, other) =>
      one.entry.order - other.entry.order || (entryId(one.entry) < entryId(other.entry) ? -1 : 1),
  );
}
