import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { eventStream } from '#app/server/event-stream.server.ts';
import { liveEvents, planLive } from '#app/server/live-answers.server.ts';
import { readLiveRequest } from '#app/server/live-request.server.ts';
import { takeLiveSlot } from '#app/server/live-slots.server.ts';
import { attempted } from '#app/server/respond.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

/**
 * `POST /live/answers` with a `LiveRequest` as JSON: a `text/event-stream` of `LiveEvent`s, or `{message}` where it is
 * refused. It is a POST that is read as a stream, and no EventSource, so that a broken connection never has systems
 * answer anew by itself; who leaves stops them.
 */
export async function action({ request, context }: ActionFunctionArgs) {
  const user = await requireResearcher({ request, context });
  const asked = readLiveRequest(await request.json().catch(() => null));
  if (!asked.ok) return refused(asked.message, 400);
  const { db, log, models, left, shutdown } = context;
  const begun = attempted(() => ({
    plan: planLive(db, asked.value),
    leave: takeLiveSlot(models, user.id),
  }));
  if (!begun.ok) return refused(begun.error.message, begun.error.status);
  const { plan, leave } = begun.value;
  return eventStream({ left, shutdown, log }, async function* (signal) {
    try {
      yield* liveEvents({ models, plan, signal, log });
    } finally {
      leave();
    }
  });
}

export function loader() {
  throw redirect('/live');
}

function refused(message: string, status: number): Response {
  return new Response(JSON.stringify({ message }), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });
}
