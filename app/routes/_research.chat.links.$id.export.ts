import type { LoaderFunctionArgs } from '@remix-run/node';
import { byteStream } from '#app/server/byte-stream.server.ts';
import { conversationAsJsonLines } from '#app/server/conversations/export-conversation.server.ts';
import { attachment } from '#app/server/file-name.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';
import type { Db } from '#db/client.ts';
import { conversationsOfLink, readConversation } from '#db/queries/conversations-kept.ts';

/** `GET /chat/links/ID/export`: all that was said by a link, as lines of JSON. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  const { db, drained, left, shutdown } = context;
  const parts = lines(db, conversationsOfLink(db, params.id ?? ''));
  return new Response(byteStream({ parts, drained, left, shutdown }), {
    headers: {
      'Content-Type': 'application/jsonl; charset=utf-8',
      'Content-Disposition': attachment('conversations.jsonl'),
    },
  });
}

async function* lines(db: Db, ids: readonly string[]): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const id of ids) {
    const conversation = readConversation(db, id);
    // It may have been removed since.
    if (conversation) yield encoder.encode(conversationAsJsonLines(conversation));
  }
}
