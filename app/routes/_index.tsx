import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { requireUser } from '#app/server/session.server.ts';
import type { Db } from '#db/client.ts';
import { listConversations } from '#db/queries/conversations-kept.ts';
import type { User } from '#db/queries/users.ts';

/** Everybody starts where their work is. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const user = await requireUser({ request, context });
  throw redirect(startOf(context.db, user));
}

function startOf(db: Db, { id: userId, role }: User): string {
  if (role !== 'visitor') return role === 'researcher' ? '/studies' : '/rate';
  const has = (kind: 'chat' | 'arena') => listConversations(db, { userId, kind, limit: 1 }).length > 0;
  return has('arena') && !has('chat') ? '/arena' : '/chat';
}
