import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ConversationHeader } from '#app/components/chat/conversation-header.tsx';
import { ConversationPage } from '#app/components/chat/conversation-page.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { changeChat } from '#app/server/conversations/chat-changes.server.ts';
import { ownView, requireOwnChat } from '#app/server/conversations/own-conversation.server.ts';
import { attemptedLater } from '#app/server/respond.server.ts';
import { linksOfPerson } from '#db/queries/chat-links.ts';
import { longestMessage } from '#db/queries/conversations.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const own = await requireOwnChat({ request, context }, params.id);
  const { user, head } = own;
  const now = new Date().toISOString();
  const link = linksOfPerson(context.db, { userId: user.id, kind: 'chat', now }).find(
    ({ id }) => id === head.linkId,
  );
  return {
    view: ownView(context, own),
    isResearcher: user.role === 'researcher',
    link: link ? { id: link.id, title: link.title, welcome: link.welcome } : null,
    longestMessage,
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { user, head } = await requireOwnChat({ request, context }, params.id);
  const form = await request.formData();
  form.set('conversation', head.id);
  const changed = await attemptedLater(changeChat(context, { form, userId: user.id }));
  if (!changed.ok) return data({ problem: changed.error.message }, changed.error.status);
  return changed.value === 'removed' ? redirect('/chat') : data({ problem: null });
}

/** What a visitor said is not left in the browser's history. */
function titleOf(loaded: Awaited<ReturnType<typeof loader>> | undefined): string {
  const opening = loaded?.isResearcher ? loaded.view.turns[0]?.text.slice(0, 60) : undefined;
  return loaded?.view.title || opening || loaded?.link?.title || 'Conversation';
}

export const meta: MetaFunction<typeof loader> = ({ data: loaded }) => [
  { title: `${titleOf(loaded)} · Workbench` },
  { name: 'robots', content: 'noindex' },
];

export default function Conversation() {
  const { view, isResearcher, link, longestMessage } = useLoaderData<typeof loader>();
  return (
    <>
      <noscript>
        <Notice tone="warning" title="This page needs JavaScript: replies come as they are written." />
      </noscript>
      <ConversationPage
        // Another conversation begins anew.
        key={view.id}
        view={view}
        header={(opening) => (
          <ConversationHeader view={view} opening={opening} isResearcher={isResearcher} link={link} />
        )}
        welcome={link?.welcome ?? ''}
        longest={longestMessage}
      />
    </>
  );
}
