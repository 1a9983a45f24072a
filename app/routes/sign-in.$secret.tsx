import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, useLoaderData, useNavigation } from '@remix-run/react';
import { FrontPage } from '#app/components/front-page.tsx';
import { Button, LinkButton } from '#app/components/ui/button.tsx';
import { returnAddress } from '#app/server/return-address.server.ts';
import { secretHash } from '#app/server/secrets.server.ts';
import { signIn } from '#app/server/session.server.ts';
import { findUsableInvitation, takeInvitation } from '#db/queries/invitations.ts';

/** Looking at the link does not use it up, so that a preview in a mail or chat program cannot spend it. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const invitation = findUsableInvitation(context.db, hashed(params.secret));
  return { works: invitation?.kind === 'sign-in' };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const secret = hashed(params.secret);
  const invitation = findUsableInvitation(context.db, secret);
  if (invitation?.kind !== 'sign-in' || !invitation.userId || !takeInvitation(context.db, secret))
    return { works: false };
  const to = returnAddress(new URL(request.url).searchParams.get('to'));
  return redirect(to, { headers: { 'Set-Cookie': await signIn(context, invitation.userId) } });
}

export const meta: MetaFunction = () => [{ title: 'Sign in · Workbench' }];

export default function SignInByLink() {
  const { works } = useLoaderData<typeof loader>();
  const busy = useNavigation().state !== 'idle';
  if (!works)
    return (
      <FrontPage title="This link no longer works">
        <p className="text-ink-soft">
          A sign-in link works once and not for long. Ask whoever sent it for a fresh one. The first
          researcher finds one in the terminal: starting the program prints it until a password is set.
        </p>
        <LinkButton to="/sign-in">Sign in with a password</LinkButton>
      </FrontPage>
    );
  return (
    <FrontPage title="Welcome">
      <p className="text-ink-soft">This link signs you in on this browser. It works once.</p>
      <Form method="post">
        <Button type="submit" className="w-full" disabled={busy} autoFocus>
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </Form>
    </FrontPage>
  );
}

function hashed(secret: string | undefined) {
  return { secretHash: secretHash(secret ?? ''), now: new Date().toISOString() };
}
