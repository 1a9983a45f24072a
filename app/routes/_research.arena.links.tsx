import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ChatLinks } from '#app/components/chat/chat-links.tsx';
import { LinkButton } from '#app/components/ui/button.tsx';
import { PageHeader } from '#app/components/ui/surface.tsx';
import { changeLinks, chatLinksPage } from '#app/server/conversations/chat-links-page.server.ts';
import { requireResearcher } from '#app/server/session.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireResearcher({ request, context });
  return chatLinksPage(context.db, 'arena');
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { id: userId } = await requireResearcher({ request, context });
  const { origin } = new URL(request.url);
  const outcome = changeLinks(context, { kind: 'arena', form: await request.formData(), userId, origin });
  return data(outcome, Object.keys(outcome.errors).length > 0 ? 400 : 200);
}

export const meta: MetaFunction = () => [{ title: 'Arena links · Workbench' }];

export default function Links() {
  const { systems, links } = useLoaderData<typeof loader>();
  return (
    <>
      <PageHeader
        title="Arena links"
        lead="Whoever opens a link meets two of its systems at a time, unnamed, and votes, without an account."
        actions={<LinkButton to="/arena">To the arena</LinkButton>}
      />
      <ChatLinks kind="arena" systems={systems} links={links} />
    </>
  );
}
