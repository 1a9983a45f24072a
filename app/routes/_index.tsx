import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { requireUser } from '#app/server/session.server.ts';

/** Everybody starts where their work is. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const user = await requireUser({ request, context });
  throw redirect(starts[user.role]);
}

const starts = { researcher: '/studies', annotator: '/rate', visitor: '/chat' } as const;
