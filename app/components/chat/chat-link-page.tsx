import { Form, useNavigation } from '@remix-run/react';
import type { ChatLinkView } from '#app/server/conversations/chat-link-visit.server.ts';
import { FrontPage } from '../front-page.tsx';
import { PlainText } from '../rating/plain-text.tsx';
import { Button, LinkButton } from '../ui/button.tsx';

/** What the holder of a link to talk with systems sees: the welcome, or why it does not work. */
export function ChatLinkPage({ view }: { readonly view: ChatLinkView }) {
  if (view.kind === 'returning') return null;
  if (view.kind === 'no-way') return <NoWay reason={view.reason} />;
  if (view.kind === 'researcher')
    return (
      <FrontPage title="You are signed in as a researcher">
        <p className="text-ink-soft">
          This link lets somebody talk for “{view.title}”. To see it as they do, open it in a private window
          or another browser.
        </p>
        <LinkButton to="/chat">To the chat</LinkButton>
      </FrontPage>
    );
  return <Invitation view={view} />;
}

function Invitation({ view }: { readonly view: Extract<ChatLinkView, { readonly kind: 'invited' }> }) {
  const isBusy = useNavigation().state !== 'idle';
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
      <Form method="post">
        <Button type="submit" disabled={isBusy} className="min-h-12 w-full text-base">
          {isBusy ? 'One moment…' : 'Begin'}
        </Button>
      </Form>
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
  unknown: {
    title: 'This link does not work',
    text: 'Perhaps a part of it is missing. Open it again from the message you got, or ask for another one.',
  },
  expired: { title: 'This link has expired', text: 'Ask whoever sent it for another one.' },
  'used-up': {
    title: 'This link is used up',
    text: 'As many people as it was made for have come by it. If you are one of them, open it in the browser you came with.',
  },
  revoked: { title: 'This link was withdrawn', text: 'Ask whoever sent it for another one.' },
  'no-systems': {
    title: 'There is nobody to talk with here any more',
    text: 'What this link was made for has been removed. Ask whoever sent it for another one.',
  },
};

function NoWay({ reason }: { readonly reason: keyof typeof words }) {
  return (
    <FrontPage title={words[reason].title}>
      <p className="text-ink-soft">{words[reason].text}</p>
    </FrontPage>
  );
}
