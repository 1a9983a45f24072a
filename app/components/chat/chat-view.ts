import type { reportReasons } from '#db/schema/conversations.ts';
import type { ShownEmotion } from '../reply-details/emotion-list.tsx';
import type { ShownExemplar } from '../reply-details/exemplar-list.tsx';
import type { ShownLevels } from '../reply-details/level-list.tsx';

// What a browser knows of a conversation. A reply is named by its turn, lane and attempt; no id of a system or a reply
// leaves the server.

export type ReportReason = (typeof reportReasons)[number];

/** How a reply came about; only researchers are told. */
export interface ReplyWriting {
  readonly system: string;
  /** SHA-256 of the checkpoint that wrote it; null for what has none, or where it never began. */
  readonly checkpoint: string | null;
  readonly seed: number;
  readonly tokenCount: number | null;
  readonly milliseconds: number | null;
  readonly emotion?: readonly ShownEmotion[] | undefined;
  readonly exemplars?: readonly ShownExemplar[] | undefined;
  readonly levels?: ShownLevels | undefined;
  readonly unseenTokens?: number | undefined;
}

/** What this person said of a reply. Once it has been decided on it stays as it is. */
export interface OwnFeedback {
  readonly report: {
    readonly reason: ReportReason;
    readonly remark: string;
    readonly isOpen: boolean;
  } | null;
  readonly edit: { readonly correction: string; readonly isOpen: boolean } | null;
}

export interface ChatReply {
  /** From 0. */
  readonly attempt: number;
  /** `pending` is being written, in this tab or another. */
  readonly status: 'pending' | 'done' | 'stopped' | 'failed';
  readonly text: string;
  /** A sentence for the person, where it failed. */
  readonly error: string | null;
  readonly writing: ReplyWriting | null;
  readonly feedback: OwnFeedback;
}

export const noFeedback: OwnFeedback = { report: null, edit: null };

export interface ChatTurn {
  /** From 0. */
  readonly turn: number;
  /** What the person said. */
  readonly text: string;
  readonly saidAt: string;
  /** Of each lane its attempts, the last of which counts. */
  readonly lanes: readonly (readonly ChatReply[])[];
}

export interface ConversationView {
  readonly id: string;
  readonly title: string;
  /** Who answers: a system's name, or A, B, … where names are kept back; empty where it is one without a name. */
  readonly lanes: readonly string[];
  readonly turns: readonly ChatTurn[];
  readonly isEnded: boolean;
  /** What replies were asked with, for researchers: the seed, and decoding options in place of the systems' own. */
  readonly asked: {
    readonly seed: number;
    readonly settings: Readonly<Record<string, unknown>>;
  } | null;
}

/** A person's own name for a lane without one. */
export function laneLetter(lane: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + lane);
}
