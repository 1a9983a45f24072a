import { type AppLoadContext, createCookie, redirect } from '@remix-run/node';
import { type Db, write } from '#db/client.ts';
import {
  createLoginSession,
  deleteExpiredSessions,
  deleteLoginSession,
  findSessionUser,
} from '#db/queries/login-sessions.ts';
import type { User } from '#db/queries/users.ts';
import { newSecret, secretHash } from './secrets.server.ts';

const lifetimeSeconds = 30 * 24 * 3600;

type SessionContext = Pick<AppLoadContext, 'db' | 'cookieSecret' | 'isSecure'>;

function sessionCookie(context: Omit<SessionContext, 'db'>) {
  return createCookie('workbench_session', {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: context.isSecure,
    maxAge: lifetimeSeconds,
    secrets: [context.cookieSecret],
  });
}

interface Visit {
  readonly request: Request;
  readonly context: SessionContext;
}

/** The `Set-Cookie` header that signs a user in, after the session's row is written. */
export async function signIn(context: AppLoadContext, userId: string): Promise<string> {
  return cookieOf(context, beginSession(context.db, userId));
}

/** Writes the row of a session, for whose secret `cookieOf` has the header. */
export function beginSession(db: Db, userId: string): string {
  const secret = newSecret();
  const now = new Date();
  write(db, () => {
    deleteExpiredSessions(db, now.toISOString());
    createLoginSession(db, {
      id: secretHash(secret),
      userId,
      now: now.toISOString(),
      expiresAt: new Date(now.getTime() + lifetimeSeconds * 1000).toISOString(),
    });
  });
  return secret;
}

/** The `Set-Cookie` header of a session that has begun. */
export async function cookieOf(context: Omit<SessionContext, 'db'>, secret: string): Promise<string> {
  return sessionCookie(context).serialize(secret);
}

/** The `Set-Cookie` header that signs out, after the session's row is gone. */
export async function signOut({ request, context }: Visit): Promise<string> {
  const id = await currentSessionId({ request, context });
  if (id) deleteLoginSession(context.db, id);
  return sessionCookie(context).serialize('', { maxAge: 0 });
}

export async function currentSessionId({ request, context }: Visit): Promise<string | undefined> {
  const sent = request.headers.get('Cookie');
  if (sent === null) return undefined;
  const key = `${context.cookieSecret} ${sent}`;
  const known = readCookies.get(key);
  if (known !== undefined) return known;
  const secret: unknown = await sessionCookie(context).parse(sent);
  if (typeof secret !== 'string' || secret === '') return undefined;
  const id = secretHash(secret);
  readCookies.set(key, id);
  if (readCookies.size > mostReadCookies) readCookies.delete(readCookies.keys().next().value ?? key);
  return id;
}

/** Session ids by the cookies they were read from, those with a good signature alone: every message comes with one. */
const readCookies = new Map<string, string>();
/** About as many people as talk at once; beyond it the oldest is forgotten. */
const mostReadCookies = 1_000;

export async function optionalUser(visit: Visit): Promise<User | undefined> {
  const id = await currentSessionId(visit);
  return id ? findSessionUser(visit.context.db, { id, now: new Date().toISOString() }) : undefined;
}

/** The signed-in person; others are sent to the sign-in page and come back afterwards. */
export async function requireUser(visit: Visit): Promise<User> {
  const user = await optionalUser(visit);
  if (user) return user;
  const url = new URL(visit.request.url);
  const target = visit.request.method === 'GET' ? `${url.pathname.replace(/\.data$/, '')}${url.search}` : '/';
  throw redirect(`/sign-in?${new URLSearchParams({ to: target })}`);
}

/**
 * A researcher. An annotator gets the same 404 as for an address that does not exist, so that no address tells them
 * what there is.
 */
export async function requireResearcher(visit: Visit): Promise<User> {
  const user = await requireUser(visit);
  if (user.role !== 'researcher') throw new Response('Not found', { status: 404 });
  return user;
}
