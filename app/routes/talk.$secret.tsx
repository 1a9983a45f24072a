import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ChatLinkPage } from '#app/components/chat/chat-link-page.tsx';
import { acceptChatLink, viewChatLink } from '#app/server/conversations/chat-link-visit.server.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const view = await viewChatLink({ request, context, secret: params.secret ?? '' });
  if (view.kind === 'returning') throw redirect(view.address);
  return data(view, view.kind === 'no-way' ? 410 : 200);
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const welcomed = await acceptChatLink({ request, context, secret: params.secret ?? '' });
  // Why it did not work is what this page says when it is loaded again.
  if (!welcomed) return redirect(`/talk/${params.secret ?? ''}`);
  return redirect(welcomed.address, {
    headers: welcomed.setCookie === null ? {} : { 'Set-Cookie': welcomed.setCookie },
  });
}

export const meta: MetaFunction<typeof loader> = ({ data: view }) => [
  { title: view && 'title' in view ? `${view.title} · Workbench` : 'Workbench' },
  { name: 'robots', content: 'noindex' },
];

export default function Talk() {
  return <ChatLinkPage view={useLoaderData<typeof loader>()} />;
}
