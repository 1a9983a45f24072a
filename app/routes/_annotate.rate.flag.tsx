import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { answerRatingPost } from '#app/server/rating-post.server.ts';
import { flagAssignment } from '#db/queries/assignment-changes.ts';

/** Flags an item, or takes its flag away: `{assignment, flagged}` in JSON. */
export function action({ request, context }: ActionFunctionArgs) {
  return answerRatingPost({
    request,
    context,
    schema: z.object({ flagged: z.boolean() }),
    work: ({ flagged }, rater) => {
      flagAssignment(context.db, { ...rater, flagged });
      return { value: flagged, savedAt: rater.now };
    },
  });
}
