import { newSecret, secretHash } from '#app/server/secrets.server.ts';
import type { Db } from '#db/client.ts';
import { createInvitation } from '#db/queries/invitations.ts';
import { createUser, hasResearcherWithPassword, listResearchers } from '#db/queries/users.ts';

const lifetime = 24 * 3600 * 1000;

/**
 * A link that signs the researcher in once. There is no default password: until some researcher has set one, every
 * start makes a new link; afterwards none is made.
 */
export function firstSignInLink(
  db: Db,
  { address, now }: { address: string; now: Date },
): string | undefined {
  if (hasResearcherWithPassword(db)) return undefined;
  const researcher =
    listResearchers(db)[0] ??
    createUser(db, { role: 'researcher', displayName: 'Researcher', now: now.toISOString() });
  const secret = newSecret();
  createInvitation(db, {
    kind: 'sign-in',
    secretHash: secretHash(secret),
    userId: researcher.id,
    maxUses: 1,
    now: now.toISOString(),
    expiresAt: new Date(now.getTime() + lifetime).toISOString(),
  });
  return `${address}/sign-in/${secret}`;
}
