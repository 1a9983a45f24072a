import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { requireOwnChat } from '#app/server/conversations/own-conversation.server.ts';
import { postFeedback } from '#app/server/conversations/post-to-conversation.server.ts';

/** `POST /chat/c/ID/feedback`: reports a reply, edits it, or takes that back; see `postFeedback`. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { user, head, tells } = await requireOwnChat({ request, context }, params.id);
  return postFeedback({ request, context, userId: user.id, conversationId: head.id, tells });
}

export function loader({ params }: LoaderFunctionArgs) {
  throw redirect(`/chat/c/${params.id ?? ''}`);
}
