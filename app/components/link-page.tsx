import { Form, useNavigation } from '@remix-run/react';
import { FrontPage } from './front-page.tsx';
import { Button, LinkButton } from './ui/button.tsx';

interface LinkNoticeProps {
  readonly title: string;
  readonly text: string;
  /** Where one may go instead. */
  readonly way?: { readonly to: string; readonly label: string };
}

/** Why a link that somebody was sent leads no further. */
export function LinkNotice({ title, text, way }: LinkNoticeProps) {
  return (
    <FrontPage title={title}>
      <p className="text-ink-soft">{text}</p>
      {way ? <LinkButton to={way.to}>{way.label}</LinkButton> : null}
    </FrontPage>
  );
}

/** What is told of links that do not work, whatever they were for. */
export const deadLinks = {
  unknown: {
    title: 'This link does not work',
    text: 'Perhaps a part of it is missing. Open it again from the message you got, or ask for another one.',
  },
  expired: { title: 'This link has expired', text: 'Ask whoever sent it for another one.' },
  revoked: { title: 'This link was withdrawn', text: 'Ask whoever sent it for another one.' },
} as const;

/** The one button by which whoever came by a link begins. */
export function BeginForm({ label }: { readonly label: string }) {
  const isBusy = useNavigation().state !== 'idle';
  return (
    <Form method="post">
      <Button type="submit" disabled={isBusy} className="min-h-12 w-full text-base">
        {isBusy ? 'One moment…' : label}
      </Button>
    </Form>
  );
}
