import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { requireUser } from '#app/server/session.server.ts';
import { answerTalk, talkViewOf } from '#app/server/talk.server.ts';

/** `POST`: says something in the talk of an assignment or tries again; see `postToConversation`. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const user = await requireUser({ request, context });
  return answerTalk({ request, context, userId: user.id, assignmentId: params.assignment ?? '' });
}

/** `GET`: the talk as it stands. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const user = await requireUser({ request, context });
  const own = { assignmentId: params.assignment ?? '', userId: user.id, now: new Date().toISOString() };
  return Response.json(talkViewOf(context, own), { headers: { 'Cache-Control': 'no-store' } });
}
