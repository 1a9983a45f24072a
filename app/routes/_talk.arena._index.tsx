import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { ArenaStart } from '#app/components/arena/arena-start.tsx';
import { arenaLinkOf, requireArenaUser } from '#app/server/arena/arena-access.server.ts';
import { arenaStart } from '#app/server/arena/arena-start.server.ts';
import { battlePath } from '#app/server/arena/battle-path.server.ts';
import { newSeed } from '#app/server/arena/new-seed.server.ts';
import { startBattle } from '#app/server/arena/start-battle.server.ts';
import { attempted } from '#app/server/respond.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const user = await requireArenaUser({ request, context });
  const link = new URL(request.url).searchParams.get('link');
  return arenaStart(context.db, { user, link, now: new Date().toISOString() });
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { db } = context;
  const user = await requireArenaUser({ request, context });
  const form = await request.formData();
  const among = form.getAll('among').map(String);
  const asked = form.get('link');
  const now = new Date().toISOString();
  const linkId = arenaLinkOf(db, { user, asked: asked ? String(asked) : null, now });
  const begun = attempted(() => startBattle(db, { userId: user.id, linkId, among, seed: newSeed(), now }));
  if (!begun.ok) return { error: begun.error.message };
  throw redirect(battlePath(begun.value, linkId === null ? among : []));
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.link?.title ?? 'Arena'} · Workbench` },
];

export default function ArenaIndex() {
  const error = useActionData<typeof action>()?.error;
  return <ArenaStart page={useLoaderData<typeof loader>()} {...(error !== undefined && { error })} />;
}
