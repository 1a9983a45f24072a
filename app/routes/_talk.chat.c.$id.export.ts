import type { LoaderFunctionArgs } from '@remix-run/node';
import {
  conversationAsJsonLines,
  conversationAsText,
} from '#app/server/conversations/export-conversation.server.ts';
import { requireOwnChat } from '#app/server/conversations/own-conversation.server.ts';
import { attachment, fileNamePart } from '#app/server/file-name.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import { readConversation } from '#db/queries/conversations-kept.ts';

/** `GET /chat/c/ID/export?as=text`: a researcher's conversation as text, else as lines of JSON. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const { head } = await requireOwnChat({ request, context }, params.id);
  const conversation = readConversation(context.db, head.id);
  if (!conversation) throw new Response('Not found', { status: 404 });
  const isText = new URL(request.url).searchParams.get('as') === 'text';
  const name = `${fileNamePart(head.title || 'conversation')}.${isText ? 'txt' : 'jsonl'}`;
  return new Response(isText ? conversationAsText(conversation) : conversationAsJsonLines(conversation), {
    headers: {
      'Content-Type': isText ? 'text/plain; charset=utf-8' : 'application/jsonl; charset=utf-8',
      'Content-Disposition': attachment(name),
    },
  });
}
