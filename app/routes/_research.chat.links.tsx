import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ChatLinks } from '#app/components/chat/chat-links.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import { changeLinks, chatLinksPage } from '#app/server/conversations/chat-links-page.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return chatLinksPage(context.db, 'chat');
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { id: userId } = await requireResearcher({ request, context });
  const { origin } = new URL(request.url);
  const outcome = changeLinks(context, { kind: 'chat', form: await request.formData(), userId, origin });
  return data(outcome, Object.keys(outcome.errors).length > 0 ? 400 : 200);
}

export const meta: MetaFunction = () => [{ title: 'Chat links · Workbench' }];

export default function Links() {
  const { systems, links } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Chat links"
        lead="Whoever opens a link talks with its systems, without an account. What they report or edit comes to the review queue."
        actions={<LinkButton to="/chat">Your own chats</LinkButton>}
      />
      <ChatLinks kind="chat" systems={systems} links={links} />
    </>
  );
}
