import { secretHash } from '#app/server/secrets.server.ts';
import type { Db } from '#db/client.ts';
import { createApiToken } from '#db/queries/api-tokens.ts';

/** Keys to the API that are not limited within a bench, but for what one may have written at once: so there are several. */
export function makeTokens(db: Db, count: number, now: string): string[] {
  return Array.from({ length: count }, (_, index) => {
    const secret = `a-key-of-the-bench-that-nobody-else-knows-${index}`;
    createApiToken(db, {
      name: `bench ${index}`,
      secretHash: secretHash(secret),
      beginning: secret.slice(0, 8),
      requestsPerMinute: 1_000_000,
      tokensPerDay: null,
      createdBy: null,
      expiresAt: null,
      now,
    });
    return secret;
  });
}
