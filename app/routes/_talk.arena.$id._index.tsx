import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BattlePage } from '#app/components/arena/battle-page.tsx';
import { actOnBattle } from '#app/server/arena/act-on-battle.server.ts';
import { requireOwnBattle } from '#app/server/arena/arena-access.server.ts';
import { viewBattle } from '#app/server/arena/view-battle.server.ts';
import { attempted } from '#app/server/respond.server.ts';
import { findArenaLink } from '#db/queries/arena-battles.ts';
import { longestMessage } from '#db/queries/conversations.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { conversation, vote, underWay } = await requireOwnBattle({ request, context }, params.id);
  const { linkId } = conversation;
  const now = new Date().toISOString();
  const link = linkId === null ? undefined : findArenaLink(context.db, { id: linkId, now });
  return { view: viewBattle({ conversation, vote, underWay, link }), longest: longestMessage };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { user, conversation, underWay } = await requireOwnBattle({ request, context }, params.id);
  const form = await request.formData();
  const among = new URL(request.url).searchParams.getAll('among');
  const done = attempted(() =>
    actOnBattle(context.db, { conversation, userId: user.id, isWriting: underWay.size > 0, form, among }),
  );
  return { error: done.ok ? null : done.error.message };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.view.title ?? 'Arena'} · Workbench` },
];

export default function BattleRoute() {
  const { view, longest } = useLoaderData<typeof loader>();
  return <BattlePage key={view.id} view={view} longest={longest} />;
}
