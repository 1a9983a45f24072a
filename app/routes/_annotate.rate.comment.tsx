import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { answerRatingPost } from '#app/server/rating-post.server.ts';
import { commentAssignment } from '#db/queries/remarks.ts';

/** Replaces the comment on an item: `{assignment, comment, clientId, clientSequence}` in JSON. */
export function action({ request, context }: ActionFunctionArgs) {
  return answerRatingPost({
    request,
    context,
    schema: z.object({
      comment: z.string().max(2000),
      clientId: z.string().max(64),
      clientSequence: z.number(),
    }),
    work: ({ comment, ...click }, rater) =>
      commentAssignment(context.db, { ...rater, ...click, value: comment }),
  });
}
