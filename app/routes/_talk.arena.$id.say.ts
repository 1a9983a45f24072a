import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { requireOwnBattle } from '#app/server/arena/arena-access.server.ts';
import { postToBattle } from '#app/server/arena/post-to-battle.server.ts';

/** `POST /arena/ID/say` with a `BattleRequest`; see `postToBattle`. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const { user, conversation } = await requireOwnBattle({ request, context }, params.id);
  return postToBattle({ request, context, userId: user.id, conversationId: conversation.id });
}

export function loader({ params }: LoaderFunctionArgs) {
  throw redirect(`/arena/${params.id ?? ''}`);
}
