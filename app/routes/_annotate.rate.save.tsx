import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { answerRatingPost } from '#app/server/rating-post.server.ts';
import { saveRating } from '#db/queries/ratings.ts';

const schema = z.object({
  position: z.number(),
  criterion: z.string().max(60),
  value: z.number(),
  clientId: z.string().max(64),
  clientSequence: z.number(),
});

/** Stores one click: `{assignment, position, criterion, value, clientId, clientSequence}` in JSON. */
export function action({ request, context }: ActionFunctionArgs) {
  return answerRatingPost({
    request,
    context,
    schema,
    work: (click, rater) => {
      const { value, savedAt, outcome } = saveRating(context.db, { ...click, ...rater });
      return { value, savedAt, outcome };
    },
  });
}
