import { openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { conversationContext } from '#db/queries/conversations.ts';
import type { AskedReply } from './api-talker.ts';

/** Whole replies that the program kept after an id, with the turns before each and its seed; and the last id. */
export function repliesKept(
  dataDir: string,
  after: number,
): { readonly replies: readonly AskedReply[]; readonly last: number } {
  const db = openDatabase(databasePath(dataDir), { readonly: true });
  const rows = db.driver
    .prepare(
      `select id, conversation_id as conversationId, turn, lane, text, json_extract(origin, '$.seed') as seed
       from conversation_replies where status = 'done' and id > ? order by id`,
    )
    .all(after) as {
    id: number;
    conversationId: string;
    turn: number;
    lane: number;
    text: string;
    seed: number;
  }[];
  const replies = rows.map(({ conversationId, turn, lane, text, seed }) => ({
    text,
    seed,
    messages: conversationContext(db, { conversationId, turn, lane }).map((said) => ({
      role: said.speaker === 'speaker' ? ('user' as const) : ('assistant' as const),
      content: said.text,
    })),
  }));
  db.driver.close();
  return { replies, last: rows.at(-1)?.id ?? after };
}
