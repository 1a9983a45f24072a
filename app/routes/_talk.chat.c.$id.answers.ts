import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { ownView, requireOwnChat } from '#app/server/conversations/own-conversation.server.ts';
import { postToConversation } from '#app/server/conversations/post-to-conversation.server.ts';

/** `POST /chat/c/ID/answers`: says something, tries again or stops; see `postToConversation`. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { user, head, tells } = await requireOwnChat({ request, context }, params.id);
  return postToConversation({ request, context, userId: user.id, conversationId: head.id, tells });
}

/** `GET`: the conversation as it stands. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const own = await requireOwnChat({ request, context }, params.id);
  return Response.json(ownView(context, own), { headers: { 'Cache-Control': 'no-store' } });
}
