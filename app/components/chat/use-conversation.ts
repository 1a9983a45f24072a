import { useEffect, useReducer, useRef, useState } from 'react';
import type { ChatRequest, TurnEvent } from './chat-events.ts';
import { type ChatState, chatState, nextChatState } from './chat-state.ts';
import type { ConversationView, OwnFeedback } from './chat-view.ts';
import { fetchTurns, type PostOutcome, postChat } from './post-chat.ts';

/** Why something did not go through; `again` is what is asked once more by itself after so many seconds. */
export interface ChatProblem {
  readonly message: string;
  readonly again: { readonly requests: readonly Asking[]; readonly seconds: number } | null;
}

type Asking =
  | { readonly kind: 'say'; readonly text: string }
  | Extract<ChatRequest, { readonly kind: 'retry' }>;

export interface Conversation {
  readonly turns: ChatState['turns'];
  readonly told: ChatState['told'];
  /** Whether replies are being written, in this tab or another. */
  readonly isWriting: boolean;
  readonly problem: ChatProblem | null;
  say(text: string): void;
  retry(turn: number, lane: number): void;
  stop(): void;
  /** Asks now what would be asked again by itself. */
  tryNow(): void;
  /** Asks nothing by itself any more. */
  dismiss(): void;
  keepFeedback(
    at: { readonly turn: number; readonly lane: number; readonly attempt: number },
    feedback: OwnFeedback,
  ): void;
}

interface ConversationOptions {
  readonly view: Pick<ConversationView, 'turns' | 'lanes'>;
  /** What takes a `ChatRequest` (`postToConversation`), and gives the conversation's view where it is only asked. */
  readonly address: string;
  /** What was said did not get there: it is given back to be said again. */
  readonly onUnsaid: (text: string) => void;
  /** It is under way, perhaps by itself after it was refused: what is written no longer has it. */
  readonly onSaid: (text: string) => void;
}

/** Times that a busy workbench is asked again by itself. */
const triesByItself = 4;
/** Milliseconds between two looks at what is written in another tab. */
const lookAgain = 2_000;

/** A conversation that goes on: what stands there, and what the person can do. Leaving the page stops what is written. */
export function useConversation({ view, address, onUnsaid, onSaid }: ConversationOptions): Conversation {
  const [state, dispatch] = useReducer(nextChatState, view.turns, chatState);
  const [open, setOpen] = useState(0);
  const [problem, setProblem] = useState<ChatProblem | null>(null);
  const tries = useRef(0);
  const streams = useRef(new Set<AbortController>());

  // While something is written here, what the page was loaded with is older than what stands here.
  useEffect(() => {
    if (streams.current.size === 0) dispatch({ kind: 'loaded', turns: view.turns });
  }, [view]);
  useEffect(() => {
    const current = streams.current;
    return () => {
      for (const stream of current) stream.abort();
    };
  }, []);
  const isElsewhere = open === 0 && isPending(state);
  useEffect(() => {
    if (!isElsewhere) return;
    const timer = setInterval(async () => {
      const turns = await fetchTurns(address);
      if (turns && streams.current.size === 0) dispatch({ kind: 'loaded', turns });
    }, lookAgain);
    return () => clearInterval(timer);
  }, [isElsewhere, address]);

  const ask = async (request: Asking) => {
    const turn = request.kind === 'say' ? state.turns.length : request.turn;
    const lanes = request.kind === 'say' ? view.lanes.map((_, lane) => lane) : [request.lane];
    if (request.kind === 'say')
      dispatch({ kind: 'said', text: request.text, lanes: lanes.length, at: new Date().toISOString() });
    else dispatch({ kind: 'retried', turn, lane: request.lane });
    if (request.kind === 'say') onSaid(request.text);
    const controller = new AbortController();
    streams.current.add(controller);
    setOpen(streams.current.size);
    let isBegun = false;
    const onEvents = (events: readonly TurnEvent[]) => {
      isBegun ||= events.some(({ kind }) => kind === 'begun');
      dispatch({ kind: 'events', turn, events });
      for (const event of events)
        if (event.kind === 'failed' && event.retryAfterSeconds !== undefined)
          later({ kind: 'retry', turn, lane: event.lane }, event.message, event.retryAfterSeconds);
    };
    try {
      const posted = request.kind === 'say' ? { ...request, turn } : request;
      const outcome = await postChat(address, posted, { signal: controller.signal, onEvents });
      if (outcome.kind === 'refused' && outcome.isBehind) await catchUp(request, turn, outcome);
      else settle(request, { turn, lanes }, outcome);
    } catch (error) {
      // Broken off here, as the server did not end it: it may not even have heard of it.
      if (isBegun) dispatch({ kind: 'ended', turn, lanes });
      else takeBack(request, turn);
      if (!controller.signal.aborted) throw error;
    } finally {
      streams.current.delete(controller);
      setOpen(streams.current.size);
    }
  };

  /** Shows all that is kept, and gives back what is not: it may be kept though its answer was lost. */
  const catchUp = async (request: Asking, turn: number, outcome: PostOutcome) => {
    const turns = await fetchTurns(address);
    const isKept = request.kind === 'say' && turns?.[turn]?.text === request.text.trim();
    if (!isKept) settle(request, { turn, lanes: [] }, outcome);
    // What another lane writes here is newer than what was read.
    if (turns && streams.current.size <= 1) dispatch({ kind: 'loaded', turns });
  };

  const takeBack = (request: Asking, turn: number) => {
    if (request.kind === 'say') {
      dispatch({ kind: 'unsaid', turn });
      onUnsaid(request.text);
    } else dispatch({ kind: 'unretried', turn, lane: request.lane });
  };

  const settle = (
    request: Asking,
    { turn, lanes }: { readonly turn: number; readonly lanes: readonly number[] },
    outcome: PostOutcome,
  ) => {
    if (outcome.kind === 'refused') {
      takeBack(request, turn);
      if (outcome.retryAfterSeconds === undefined) setProblem({ message: outcome.message, again: null });
      else later(request, outcome.message, outcome.retryAfterSeconds);
      return;
    }
    dispatch({ kind: 'ended', turn, lanes });
    if (outcome.kind === 'whole') return;
    setProblem({
      message: 'The connection ended before the reply was whole. What has come is kept.',
      again: null,
    });
  };

  const later = (request: Asking, message: string, seconds: number) => {
    setProblem((before) => ({
      message,
      again:
        tries.current >= triesByItself
          ? null
          : { requests: [...(before?.again?.requests ?? []), request], seconds },
    }));
  };

  const begin = (requests: readonly Asking[]) => {
    setProblem(null);
    for (const request of requests) void ask(request);
  };
  return {
    turns: state.turns,
    told: state.told,
    isWriting: open > 0 || isPending(state),
    problem,
    say: (text) => {
      tries.current = 0;
      begin([{ kind: 'say', text }]);
    },
    retry: (turn, lane) => {
      tries.current = 0;
      begin([{ kind: 'retry', turn, lane }]);
    },
    stop: () => {
      void stopAll(address, streams.current);
    },
    tryNow: () => {
      tries.current++;
      begin(problem?.again?.requests ?? []);
    },
    dismiss: () => setProblem((before) => before && { ...before, again: null }),
    keepFeedback: (at, feedback) => dispatch({ kind: 'feedback', ...at, feedback }),
  };
}

function isPending({ turns }: ChatState): boolean {
  return turns.at(-1)?.lanes.some((attempts) => attempts.at(-1)?.status === 'pending') ?? false;
}

/** Milliseconds in which the server, asked to stop, tells what it kept. */
const farewell = 2_000;

/** The server ends the streams and tells what it kept; where it does not they are broken off here. */
async function stopAll(address: string, streams: ReadonlySet<AbortController>): Promise<void> {
  const stopped = [...streams];
  const timeLimit = AbortSignal.timeout(5_000);
  const outcome = await postChat(address, { kind: 'stop' }, { signal: timeLimit, onEvents: () => {} }).catch(
    () => null,
  );
  if (outcome?.kind === 'whole') await new Promise((resolve) => setTimeout(resolve, farewell));
  for (const stream of stopped) stream.abort();
}
