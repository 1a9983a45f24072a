import type { AppLoadContext } from '@remix-run/node';
import {
  clearLoginAttempts,
  loginWait,
  recordLoginAttempt,
  uncountLoginAttempt,
} from '#db/queries/login-attempts.ts';
import { findCredentials } from '#db/queries/users.ts';
import { addressLimit, loginNameLimit } from './limits.server.ts';
import { passwordMatches } from './passwords.server.ts';

export type PasswordOutcome =
  | { readonly kind: 'accepted'; readonly userId: string }
  | { readonly kind: 'refused'; readonly status: 401 | 429; readonly message: string };

/**
 * Checks a sign-in within the limits of failed attempts, per login name and per address. Name and password are told
 * apart in no answer and by no delay.
 */
export async function checkPassword(
  context: AppLoadContext,
  attempt: { readonly loginName: string; readonly password: string },
): Promise<PasswordOutcome> {
  const { db } = context;
  const now = new Date().toISOString();
  const byName = { key: `name:${attempt.loginName.toLowerCase()}`, now, limit: loginNameLimit };
  const byAddress = { key: `address:${context.clientAddress}`, now, limit: addressLimit };
  const limits = [byName, byAddress];
  const wait = Math.max(...limits.map((limit) => loginWait(db, limit)));
  if (wait > 0) {
    const minutes = Math.ceil(wait / 60_000);
    return {
      kind: 'refused',
      status: 429,
      message: `Too many attempts. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    };
  }
  for (const limit of limits) recordLoginAttempt(db, limit);
  const account = findCredentials(db, attempt.loginName);
  if (!(await passwordMatches(attempt.password, account?.passwordHash)) || !account)
    return { kind: 'refused', status: 401, message: 'This name and password do not belong together.' };
  clearLoginAttempts(db, byName.key);
  // Failures with other names stay counted: whoever has one account could else try all others without end.
  uncountLoginAttempt(db, byAddress.key);
  return { kind: 'accepted', userId: account.id };
}
