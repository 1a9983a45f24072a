import { secretHash } from './secrets.server.ts';

/**
 * Under which name a browser keeps this person's unsaved answers. Told with every answer, so that one is never
 * taken for somebody else's who signed in on the same browser meanwhile.
 */
export function accountKey(userId: string): string {
  return secretHash(`unsaved answers of ${userId}`).slice(0, 16);
}
