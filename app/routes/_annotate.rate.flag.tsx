import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { answerRatingPost } from '#app/server/rating-post.server.ts';
import { flagAssignment } from '#db/queries/remarks.ts';

/** Flags an item, or takes its flag away: `{assignment, flagged, clientId, clientSequence}` in JSON. */
export function action({ request, context }: ActionFunctionArgs) {
  return answerRatingPost({
    request,
    context,
    schema: z.object({
      flagged: z.boolean(),
      clientId: z.string().max(64),
      clientSequence: z.number(),
    }),
    work: ({ flagged, ...click }, rater) =>
      flagAssignment(context.db, { ...rater, ...click, value: flagged }),
  });
}
