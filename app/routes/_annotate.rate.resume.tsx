import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { answerRatingPost } from '#app/server/rating-post.server.ts';
import { resumeAssignment } from '#db/queries/assignment-changes.ts';

/** Takes a skipped item up again: `{assignment}` in JSON. */
export function action({ request, context }: ActionFunctionArgs) {
  return answerRatingPost({
    request,
    context,
    schema: z.object({}),
    work: (_body, rater) => {
      resumeAssignment(context.db, rater);
      return { resumedAt: rater.now };
    },
  });
}
