import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits for a link or a cookie. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What the database keeps of a secret. A fast hash suffices: the secret itself is not guessable. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
