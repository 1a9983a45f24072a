import type { ChatLinkView } from '#app/server/conversations/chat-link-visit.server.ts';
import { FrontPage } from '../front-page.tsx';
import { BeginForm, deadLinks, LinkNotice } from '../link-page.tsx';
import { PlainText } from '../rating/plain-text.tsx';

/** What the holder of a link to talk with systems sees: the welcome, or why it does not work. */
export function ChatLinkPage({ view }: { readonly view: ChatLinkView }) {
  if (view.kind === 'returning') return null;
  if (view.kind === 'no-way') return <LinkNotice {...words[view.reason]} />;
  if (view.kind === 'researcher')
    return (
      <LinkNotice
        title="You are signed in as a researcher"
        text={`This link lets somebody talk for “${view.title}”. To see it as they do, open it in a private window or another browser.`}
        way={{ to: '/chat', label: 'To the chat' }}
      />
    );
  return <Invitation view={view} />;
}

function Invitation({ view }: { readonly view: Extract<ChatLinkView, { readonly kind: 'invited' }> }) {
  const { title, welcome, systems, talk } = view;
  return (
    <FrontPage title={title} width="reading">
      {welcome.trim() === '' ? null : <PlainText text={welcome} />}
      <p className="text-ink-soft">
        {talk === 'arena'
          ? 'You talk with two computer programs at once and say which of them replies better.'
          : 'You talk with computer programs, not with a person.'}
        {systems.length > 0 ? ` Here: ${systems.join(', ')}.` : ''} They make mistakes, and what they say is
        no advice.
      </p>
      <p className="text-sm text-ink-soft">
        What you write is kept by those who sent you this link, under no name. Do not write anything by which
        you or somebody else can be recognised.
      </p>
      <BeginForm label="Begin" />
      <p className="text-sm text-ink-faint">
        You need no account: this browser remembers you, and finds your conversations again.
      </p>
    </FrontPage>
  );
}

const words: Readonly<
  Record<
    Extract<ChatLinkView, { readonly kind: 'no-way' }>['reason'],
    { readonly title: string; readonly text: string }
  >
> = {
  ...deadLinks,
  'used-up': {
    title: 'This link is used up',
    text: 'As many people as it was made for have come by it. If you are one of them, open it in the browser you came with.',
  },
  'no-systems': {
    title: 'There is nobody to talk with here any more',
    text: 'What this link was made for has been removed. Ask whoever sent it for another one.',
  },
};
