import type { TurnEvent } from './chat-events.ts';
import { type ChatReply, type ChatTurn, noFeedback, type OwnFeedback } from './chat-view.ts';

/** What stands on the page: as the server told it, and as it goes on since. */
export interface ChatState {
  readonly turns: readonly ChatTurn[];
  /** Whole replies since the person last asked for one: what a screen reader is told. */
  readonly told: readonly { readonly lane: number; readonly text: string }[];
}

export type ChatAction =
  /** The page was loaded, at first or anew. */
  | { readonly kind: 'loaded'; readonly turns: readonly ChatTurn[] }
  | { readonly kind: 'said'; readonly text: string; readonly lanes: number; readonly at: string }
  /** Nothing was kept of what was said last. */
  | { readonly kind: 'unsaid'; readonly turn: number }
  | { readonly kind: 'retried'; readonly turn: number; readonly lane: number }
  /** Nothing came of another attempt. */
  | { readonly kind: 'unretried'; readonly turn: number; readonly lane: number }
  | { readonly kind: 'events'; readonly turn: number; readonly events: readonly TurnEvent[] }
  /** No more comes in these lanes: what is still being written stays as far as it came. */
  | { readonly kind: 'ended'; readonly turn: number; readonly lanes: readonly number[] }
  | {
      readonly kind: 'feedback';
      readonly turn: number;
      readonly lane: number;
      readonly attempt: number;
      readonly feedback: OwnFeedback;
    };

export function chatState(turns: readonly ChatTurn[]): ChatState {
  return { turns, told: [] };
}

export function nextChatState(state: ChatState, action: ChatAction): ChatState {
  switch (action.kind) {
    case 'loaded':
      return { ...state, turns: action.turns };
    case 'said': {
      const { text, lanes, at } = action;
      const turn = state.turns.length;
      const waiting = Array.from({ length: lanes }, () => [pendingReply(0)]);
      return { turns: [...state.turns, { turn, text, saidAt: at, lanes: waiting }], told: [] };
    }
    case 'unsaid':
      return { ...state, turns: state.turns.filter(({ turn }) => turn !== action.turn) };
    case 'retried':
      return {
        turns: inLane(state.turns, action, (attempts) => [...attempts, pendingReply(attempts.length)]),
        told: [],
      };
    case 'unretried':
      return { ...state, turns: inLane(state.turns, action, (attempts) => attempts.slice(0, -1)) };
    case 'events':
      return action.events.reduce((before, event) => afterEvent(before, action.turn, event), state);
    case 'ended':
      return {
        ...state,
        turns: action.lanes.reduce((turns, lane) => endedLane(turns, action.turn, lane), state.turns),
      };
    case 'feedback':
      return {
        ...state,
        turns: inLane(state.turns, action, (attempts) =>
          attempts.map((reply) =>
            reply.attempt === action.attempt ? { ...reply, feedback: action.feedback } : reply,
          ),
        ),
      };
  }
}

function pendingReply(attempt: number): ChatReply {
  return { attempt, status: 'pending', text: '', error: null, writing: null, feedback: noFeedback };
}

function afterEvent(state: ChatState, turn: number, event: TurnEvent): ChatState {
  if (event.kind === 'end') return state;
  // There may have been attempts in another tab.
  if (event.kind === 'begun')
    return {
      ...state,
      turns: event.replies.reduce(
        (turns, { lane, attempt }) => lastReply(turns, { turn, lane }, (reply) => ({ ...reply, attempt })),
        state.turns,
      ),
    };
  const at = { turn, lane: event.lane };
  if (event.kind === 'text')
    return {
      ...state,
      turns: lastReply(state.turns, at, (reply) => ({
        ...reply,
        text: reply.text.slice(0, event.keep) + event.add,
      })),
    };
  if (event.kind === 'failed')
    return {
      ...state,
      turns: lastReply(state.turns, at, (reply) => ({ ...reply, status: 'failed', error: event.message })),
    };
  const { reply } = event;
  return {
    turns: lastReply(state.turns, at, () => reply),
    told: [...state.told, { lane: event.lane, text: reply.text }],
  };
}

function endedLane(turns: readonly ChatTurn[], turn: number, lane: number): readonly ChatTurn[] {
  return lastReply(turns, { turn, lane }, (reply) =>
    reply.status === 'pending' ? { ...reply, status: 'stopped' } : reply,
  );
}

interface LanePlace {
  readonly turn: number;
  readonly lane: number;
}

function inLane(
  turns: readonly ChatTurn[],
  { turn, lane }: LanePlace,
  change: (attempts: readonly ChatReply[]) => readonly ChatReply[],
): readonly ChatTurn[] {
  return turns.map((each) =>
    each.turn === turn
      ? {
          ...each,
          lanes: each.lanes.map((attempts, index) => (index === lane ? change(attempts) : attempts)),
        }
      : each,
  );
}

function lastReply(
  turns: readonly ChatTurn[],
  place: LanePlace,
  change: (reply: ChatReply) => ChatReply,
): readonly ChatTurn[] {
  return inLane(turns, place, (attempts) =>
    attempts.map((reply, index) => (index === attempts.length - 1 ? change(reply) : reply)),
  );
}
