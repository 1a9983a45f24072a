import {
  type ChatReply,
  type ConversationView,
  laneLetter,
  noFeedback,
  type OwnFeedback,
} from '#app/components/chat/chat-view.ts';
import type { StoredConversation, StoredReply } from '#db/queries/conversations-kept.ts';
import type { OwnFeedbackRow } from '#db/queries/feedback.ts';
import { type Telling, toldReply } from './told-reply.server.ts';

interface Viewing {
  readonly conversation: StoredConversation;
  readonly tells: Telling;
  /** Lanes in which a reply is being written now; see `lanesUnderWay`. */
  readonly underWay: ReadonlySet<number>;
  /** What the one who looks said of the replies. */
  readonly feedback: readonly OwnFeedbackRow[];
}

/** A conversation as a browser is told it. */
export function viewConversation({ conversation, tells, underWay, feedback }: Viewing): ConversationView {
  const { id, title, lanes, messages, replies, endedAt } = conversation;
  const lastTurn = messages.at(-1)?.turn;
  const said = new Map(feedback.map((row) => [`${row.kind} ${placeOf(row)}`, row]));
  const told = (reply: StoredReply, isLast: boolean): ChatReply => {
    const isWriting = isLast && reply.turn === lastTurn && underWay.has(reply.lane);
    // A crash of the program cut it off.
    const status = reply.status === 'pending' && !isWriting ? 'stopped' : reply.status;
    const system = lanes.find(({ lane }) => lane === reply.lane)?.system ?? '';
    const { seed, checkpoint } = reply.origin;
    return toldReply({ ...reply, status, system, seed, checkpoint }, tells, feedbackOf(reply, said));
  };
  return {
    id,
    title,
    lanes: laneNames(lanes, tells),
    turns: messages.map(({ turn, text, saidAt }) => ({
      turn,
      text,
      saidAt,
      lanes: lanes.map(({ lane }) => {
        const attempts = replies.filter((reply) => reply.turn === turn && reply.lane === lane);
        return attempts.map((reply, index) => told(reply, index === attempts.length - 1));
      }),
    })),
    isEnded: endedAt !== null,
    asked: tells === 'everything' ? { seed: conversation.seed, settings: conversation.settings } : null,
  };
}

/** Where names are kept back, one that answers alone has none at all. */
function laneNames(lanes: StoredConversation['lanes'], tells: Telling): string[] {
  if (tells === 'words') return lanes.length === 1 ? [''] : lanes.map(({ lane }) => laneLetter(lane));
  return lanes.map(({ system }) => system);
}

function placeOf({ turn, lane, attempt }: { turn: number; lane: number; attempt: number }): string {
  return `${turn} ${lane} ${attempt}`;
}

function feedbackOf(reply: StoredReply, said: ReadonlyMap<string, OwnFeedbackRow>): OwnFeedback {
  const report = said.get(`report ${placeOf(reply)}`);
  const edit = said.get(`edit ${placeOf(reply)}`);
  if (!report && !edit) return noFeedback;
  return {
    report: report
      ? { reason: report.reason ?? 'other', remark: report.remark, isOpen: report.status === 'open' }
      : null,
    edit: edit ? { correction: edit.correction ?? '', isOpen: edit.status === 'open' } : null,
  };
}
