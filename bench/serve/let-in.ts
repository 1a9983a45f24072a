import { secretHash } from '#app/server/secrets.server.ts';
import { type Db, write } from '#db/client.ts';
import { createApiToken } from '#db/queries/api-tokens.ts';
import { createChatLink } from '#db/queries/chat-links.ts';
import { createUser } from '#db/queries/users.ts';

/** Most simulated people. */
export const mostPeople = 2000;

/** What lets simulated people in: a link, and a key to the API for each of them. */
export interface WaysIn {
  readonly link: string;
  readonly linkId: string;
  readonly tokenOf: (person: number) => string;
}

export function letIn(db: Db, { system, now }: { readonly system: string; readonly now: string }): WaysIn {
  const secret = 'a-link-of-the-bench-that-nobody-else-knows';
  const tokenOf = (person: number) => `a-key-of-the-bench-for-${person % mostPeople}`;
  const { id } = db.driver.prepare('select id from systems where name = ?').get(system) as { id: string };
  return write(db, () => {
    const researcher = createUser(db, { role: 'researcher', displayName: 'Bench', now });
    const linkId = createChatLink(db, {
      kind: 'chat',
      secretHash: secretHash(secret),
      title: 'Bench',
      welcome: '',
      systems: [id],
      isBlind: false,
      maxUses: null,
      createdBy: researcher.id,
      now,
      expiresAt: null,
    });
    for (let person = 0; person < mostPeople; person++)
      createApiToken(db, {
        name: `bench ${person}`,
        secretHash: secretHash(tokenOf(person)),
        beginning: 'a-key-of',
        requestsPerMinute: 1_000_000,
        tokensPerDay: null,
        createdBy: researcher.id,
        expiresAt: null,
        now,
      });
    return { link: `/talk/${secret}`, linkId, tokenOf };
  });
}
