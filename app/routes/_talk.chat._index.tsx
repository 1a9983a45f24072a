import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { ConversationList } from '#app/components/chat/conversation-list.tsx';
import { StartByLink } from '#app/components/chat/start-by-link.tsx';
import { StartChat } from '#app/components/chat/start-chat.tsx';
import { NoSystems } from '#app/components/live/no-systems.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import { changeChat } from '#app/server/conversations/chat-changes.server.ts';
import { startChat } from '#app/server/conversations/chat-start.server.ts';
import { tellsOf } from '#app/server/conversations/own-conversation.server.ts';
import { listLiveSystems } from '#app/server/live-systems.server.ts';
import { attemptedLater } from '#app/server/respond.server.ts';
import { requireUser } from '#app/server/session.server.ts';
import { linksOfPerson } from '#db/queries/chat-links.ts';
import { listConversations } from '#db/queries/conversations-kept.ts';
import { writeTogether } from '#db/write-together.ts';

/** Conversations that are listed; older ones are found by their addresses alone. */
const mostListed = 200;

export async function loader({ request, context: { db }, context }: LoaderFunctionArgs) {
  const user = await requireUser({ request, context });
  const isResearcher = user.role === 'researcher';
  const now = new Date().toISOString();
  const links = isResearcher ? [] : linksOfPerson(db, { userId: user.id, kind: 'chat', now });
  return {
    isResearcher,
    systems: isResearcher ? listLiveSystems(db).filter(({ isControl }) => !isControl) : [],
    links: links
      .filter(({ state }) => state === 'usable' || state === 'used-up')
      .map(({ id, title }) => ({ id, title })),
    conversations: listConversations(db, { userId: user.id, kind: 'chat', limit: mostListed }).map(
      ({ id, title, updatedAt, messages, systems, linkTitle, isBlind }) => ({
        id,
        title,
        updatedAt,
        messages,
        systems: tellsOf(user, { isBlind }) === 'words' ? [] : systems,
        linkTitle,
      }),
    ),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const user = await requireUser({ request, context });
  const form = await request.formData();
  const { db } = context;
  if (form.get('intent') === 'start') {
    const started = await attemptedLater(writeTogether(db, () => startChat(db, { form, user })));
    if (started.ok) return redirect(`/chat/c/${started.value}`);
    return data({ problem: started.error.message }, started.error.status);
  }
  const changed = await attemptedLater(changeChat(context, { form, userId: user.id }));
  if (changed.ok) return data({ problem: null });
  return data({ problem: changed.error.message }, changed.error.status);
}

export const meta: MetaFunction = () => [{ title: 'Chat · Workbench' }];

export default function Chat() {
  const { isResearcher, systems, links, conversations } = useLoaderData<typeof loader>();
  const problem = useActionData<typeof action>()?.problem;
  return (
    <>
      <PageHeader
        title={isResearcher ? 'Chat' : 'Your conversations'}
        lead={isResearcher ? 'Talk with one system, or with several at once.' : undefined}
        actions={isResearcher ? <LinkButton to="/chat/links">Links for others</LinkButton> : null}
      />
      <div className="flex max-w-5xl flex-col gap-8">
        {problem ? <Notice tone="danger" title={problem} /> : null}
        {isResearcher ? (
          systems.some(({ problem: fault }) => fault === null) ? (
            <StartChat systems={systems} />
          ) : (
            <NoSystems />
          )
        ) : (
          <StartByLink links={links} />
        )}
        <ConversationList conversations={conversations} isResearcher={isResearcher} />
      </div>
    </>
  );
}
