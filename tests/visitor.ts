import type { AppLoadContext } from '@remix-run/node';
import { signIn } from '#app/server/session.server.ts';
import { createUser, type User } from '#db/queries/users.ts';

const origin = 'http://localhost:3000';

export interface Visitor {
  readonly user: User;
  /** A request for a page, as this person's browser sends it. */
  readonly get: (path: string) => Request;
  /** The request of a form; a list stands for a field that is sent several times. */
  readonly post: (path: string, fields: FormFields) => Request;
}

export type FormFields = Readonly<Record<string, string | File | readonly string[]>>;

/** Somebody who is signed in. */
export async function visitor(context: AppLoadContext, role: User['role']): Promise<Visitor> {
  const now = new Date().toISOString();
  const user = createUser(context.db, { role, displayName: role === 'researcher' ? 'Ada' : 'Ann', now });
  const cookie = (await signIn(context, user.id)).split(';')[0] ?? '';
  const headers = { Cookie: cookie, Origin: origin };
  return {
    user,
    get: (path) => new Request(`${origin}${path}`, { headers }),
    post: (path, fields) =>
      new Request(`${origin}${path}`, { method: 'POST', headers, body: formOf(fields) }),
  };
}

export function formOf(fields: FormFields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    for (const entry of Array.isArray(value) ? value : [value]) form.append(name, entry);
  return form;
}

/** What a loader or action throws: the response of a page that is refused, or of a redirect. */
export async function refusal(work: () => unknown): Promise<Response> {
  try {
    await work();
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
}
