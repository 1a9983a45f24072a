import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '#db/client.ts';
import { createApiToken } from '#db/queries/api-tokens.ts';

export interface ApiTokenRequest {
  readonly name: string;
  readonly requestsPerMinute: number;
  /** Most tokens generated in a day; null for any number. */
  readonly tokensPerDay: number | null;
  /** A researcher's id; null from the command line. */
  readonly createdBy: string | null;
  /** Null for never. */
  readonly expiresAt: string | null;
  readonly now: string;
}

export interface MadeApiToken {
  readonly id: string;
  /** What opens `/v1`. It is told this once: only its hash is kept. */
  readonly secret: string;
  readonly beginning: string;
}

/** Characters by which people tell tokens apart: 30 bits of the 256 are known then. */
const shownCharacters = 8;

export function makeApiToken(db: Db, request: ApiTokenRequest): MadeApiToken {
  const secret = `wb-${randomBytes(32).toString('base64url')}`;
  const beginning = secret.slice(0, shownCharacters);
  const secretHash = createHash('sha256').update(secret).digest('hex');
  return { id: createApiToken(db, { ...request, secretHash, beginning }), secret, beginning };
}

export const usualLimits = { requestsPerMinute: 60, tokensPerDay: null } as const;
