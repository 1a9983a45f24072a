import { z } from 'zod';
import type { ChatRequest } from '#app/components/chat/chat-events.ts';
import type { FeedbackRequest } from '#app/components/chat/feedback-request.ts';
import { reportReasons } from '#db/schema/conversations.ts';

const index = z.int().min(0).max(10_000);

// What is too long is refused with a sentence where it is kept; here it only must not be anything at all.
const words = z.string().max(100_000);

const request = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('say'), text: words, turn: index }),
  z.strictObject({ kind: z.literal('retry'), turn: index, lane: index }),
  z.strictObject({ kind: z.literal('stop') }),
]);

const place = { turn: index, lane: index, attempt: index };

const feedback = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('report'),
    ...place,
    reason: z.enum(reportReasons, 'Choose a reason.'),
    remark: words,
  }),
  z.strictObject({ kind: z.literal('edit'), ...place, correction: words }),
  z.strictObject({ kind: z.literal('withdraw'), ...place, of: z.enum(['report', 'edit']) }),
]);

/** What the page posts, as JSON; null where it makes no sense. Reads the body, which can be done once. */
export async function readChatRequest(posted: Request): Promise<ChatRequest | null> {
  return request.safeParse(await posted.json().catch(() => null)).data ?? null;
}

export function readFeedbackRequest(body: unknown): FeedbackRequest | null {
  return feedback.safeParse(body).data ?? null;
}
