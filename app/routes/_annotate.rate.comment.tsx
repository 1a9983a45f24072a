import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { answerRatingPost } from '#app/server/rating-post.server.ts';
import { commentAssignment } from '#db/queries/assignment-changes.ts';

/** Replaces the comment on an item: `{assignment, comment}` in JSON. */
export function action({ request, context }: ActionFunctionArgs) {
  return answerRatingPost({
    request,
    context,
    schema: z.object({ comment: z.string().max(2000) }),
    work: ({ comment }, rater) => {
      commentAssignment(context.db, { ...rater, comment });
      return { value: comment, savedAt: rater.now };
    },
  });
}
