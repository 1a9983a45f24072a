import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { answerRatingPost } from '#app/server/rating-post.server.ts';
import { skipAssignment } from '#db/queries/assignment-changes.ts';

/** Gives an item back: `{assignment, reason}` in JSON. */
export function action({ request, context }: ActionFunctionArgs) {
  return answerRatingPost({
    request,
    context,
    schema: z.object({ reason: z.string().max(2000) }),
    work: ({ reason }, rater) => {
      skipAssignment(context.db, { ...rater, reason });
      return { skippedAt: rater.now };
    },
  });
}
