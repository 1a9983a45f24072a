import {
  type ChatReply,
  noFeedback,
  type OwnFeedback,
  type ReplyWriting,
} from '#app/components/chat/chat-view.ts';
import { isWorkbenchError, userMessage } from '#lib/errors.ts';
import type { ReplyDetails } from '#models/client.ts';

/**
 * How much somebody may learn of who answers them: `everything` is for researchers; with `names` they know the systems
 * they talk with; with `words` nothing tells one system from another but what it says.
 */
export type Telling = 'everything' | 'names' | 'words';

interface ReplyToTell {
  readonly attempt: number;
  readonly status: ChatReply['status'];
  readonly text: string;
  readonly error?: string | null | undefined;
  readonly system: string;
  readonly seed: number;
  readonly checkpoint: string | null;
  /** As models/client.ts gave them. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly tokenCount?: number | null | undefined;
  readonly milliseconds?: number | null | undefined;
}

const emotionsShown = 5;
/** Why a reply failed names systems, files and settings: that is the researchers' business. */
const plainFailure = 'This reply could not be written. Try again.';

/** A reply as a browser is told it. */
export function toldReply(reply: ReplyToTell, tells: Telling, feedback: OwnFeedback = noFeedback): ChatReply {
  const { attempt, status, text, error = null } = reply;
  const isToldWhy = tells === 'everything';
  return {
    attempt,
    status,
    text,
    error: error === null || isToldWhy ? error : plainFailure,
    writing: isToldWhy ? writingOf(reply) : null,
    feedback,
  };
}

function writingOf(reply: ReplyToTell): ReplyWriting {
  const { system, checkpoint, seed, tokenCount = null, milliseconds = null } = reply;
  const { emotion, exemplars, levels, unseenTokens } = (reply.details ?? {}) as ReplyDetails;
  return {
    system,
    checkpoint,
    seed,
    tokenCount,
    milliseconds: milliseconds === null ? null : Math.round(milliseconds),
    ...(emotion && { emotion: emotion.slice(0, emotionsShown) }),
    ...(exemplars && { exemplars }),
    ...(levels && { levels }),
    ...(unseenTokens && { unseenTokens }),
  };
}

/**
 * Why a reply did not come, in words for this person, and when it may be asked for again. That many wait tells nothing
 * of a system; whatever else there is to wait for does.
 */
export function toldFailure(
  error: unknown,
  tells: Telling,
): { readonly message: string; readonly retryAfterSeconds?: number } {
  const { code, details } = isWorkbenchError(error) ? error : { code: null, details: {} };
  const isTold = tells === 'everything' || code === 'busy';
  const { retryAfterSeconds } = details as { readonly retryAfterSeconds?: unknown };
  return {
    message: isTold ? userMessage(error) : plainFailure,
    ...(typeof retryAfterSeconds === 'number' && { retryAfterSeconds }),
  };
}
