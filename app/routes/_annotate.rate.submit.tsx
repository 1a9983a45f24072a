import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { answerRatingPost } from '#app/server/rating-post.server.ts';
import { submitAssignment } from '#db/queries/assignment-changes.ts';

/** Finishes an item: `{assignment}` in JSON. */
export function action({ request, context }: ActionFunctionArgs) {
  return answerRatingPost({
    request,
    context,
    schema: z.object({}),
    work: (_body, rater) => submitAssignment(context.db, rater),
  });
}
