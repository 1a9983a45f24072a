import { FrontPage } from '#app/components/front-page.tsx';
import { BeginForm, deadLinks, LinkNotice } from '#app/components/link-page.tsx';
import type { JoinView } from '#app/server/rating-join.server.ts';
import { CrowdArrival } from './crowd-arrival.tsx';
import { PlainText } from './plain-text.tsx';

/** What the holder of a study's link sees: the invitation, or why it does not work. */
export function JoinPage({ view }: { readonly view: JoinView }) {
  if (view.kind === 'no-way')
    return <LinkNotice {...words[view.reason]} way={{ to: '/sign-in', label: 'Sign in' }} />;
  if (view.kind === 'joined' || view.kind === 'returning') return null;
  if (view.kind === 'bad-ids' || view.kind === 'preview' || view.kind === 'frame')
    return <CrowdArrival view={view} />;
  if (view.kind === 'researcher')
    return (
      <LinkNotice
        title="You are signed in as a researcher"
        text={`This link invites somebody to rate for “${view.title}” without knowing the systems. To try it yourself, open it in a private window or another browser.`}
        way={{ to: '/studies', label: 'To the studies' }}
      />
    );
  return <Invitation view={view} />;
}

function Invitation({ view }: { readonly view: Extract<JoinView, { readonly kind: 'invited' }> }) {
  return (
    <FrontPage title={view.title} width="reading">
      <p className="text-ink-soft">
        {view.hasTalks
          ? 'You are invited to talk with computer programs and to rate how they reply. What you write and what you rate is kept under a pseudonym.'
          : 'You are invited to read conversations and to rate answers to them. What you rate is kept under a pseudonym.'}
      </p>
      {view.consent === '' ? null : (
        <section aria-label="Consent" className="rounded-lg bg-sunken px-5 py-4">
          <PlainText text={view.consent} />
        </section>
      )}
      <BeginForm label={view.consent === '' ? 'Begin' : 'Agree and begin'} />
      <p className="text-sm text-ink-faint">
        {view.fromCrowd
          ? 'You need no account: the platform you come from brings you back to where you were. If you would rather not take part, close this page and return the task there.'
          : view.signedIn
            ? 'You take part with the account you are signed in with.'
            : 'You need no password: this browser remembers you. To go on from another device later, set a sign-in name and a password under Account.'}
      </p>
    </FrontPage>
  );
}

const words: Readonly<
  Record<
    Extract<JoinView, { readonly kind: 'no-way' }>['reason'],
    { readonly title: string; readonly text: string }
  >
> = {
  ...deadLinks,
  'used-up': {
    title: 'This link is used up',
    text: 'As many people as it was made for have joined by it. If you are one of them, open it in the browser you joined with, or sign in.',
  },
  closed: { title: 'This study is closed', text: 'It takes no more ratings. Thank you for your interest.' },
};
