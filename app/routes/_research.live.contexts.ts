import type { LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { drawContext, findContexts, readLiveContext } from '#app/server/live-context.server.ts';
import { expected } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

const choice = z.string().min(1).max(200).nullable().catch(null);
const schema = z.object({
  dataset: z.string().max(200).catch(''),
  emotion: choice,
  search: z
    .string()
    .transform((value) => value.trim().slice(0, 200))
    .catch(''),
  page: z.coerce.number().int().min(1).max(1e9).catch(1),
  context: z.coerce.number().int().positive().nullable().catch(null),
});

/**
 * `GET /live/contexts?dataset&q&emotion&page`: contexts to choose from, as `{found}`. With `draw` one of all that were
 * found, with `context` the one of this id, as `{context}`: null where there is none.
 */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const query = new URL(request.url).searchParams;
  const {
    dataset,
    emotion,
    search,
    page,
    context: id,
  } = schema.parse({
    dataset: query.get('dataset'),
    emotion: query.get('emotion'),
    search: query.get('q'),
    page: query.get('page'),
    context: query.get('context') ?? null,
  });
  const { db } = context;
  if (query.has('draw'))
    return { context: expected(() => drawContext(db, { dataset, emotion, search }, Math.random())) };
  if (id !== null) return { context: readLiveContext(db, { dataset, context: id }) };
  return { found: expected(() => findContexts(db, { dataset, emotion, search, page })) };
}
