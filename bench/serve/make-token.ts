import { secretHash } from '#app/server/secrets.server.ts';
import type { Db } from '#db/client.ts';
import { createApiToken } from '#db/queries/api-tokens.ts';

/** A key to the API that is not limited within a bench. */
export function makeToken(db: Db, now: string): string {
  const secret = 'a-key-of-the-bench-that-nobody-else-knows';
  createApiToken(db, {
    name: 'bench',
    secretHash: secretHash(secret),
    beginning: secret.slice(0, 8),
    requestsPerMinute: 1_000_000,
    tokensPerDay: null,
    createdBy: null,
    expiresAt: null,
    now,
  });
  return secret;
}
