import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
  redirect,
} from '@remix-run/node';
import { Form, useActionData, useNavigation } from '@remix-run/react';
import { z } from 'zod';
import { FrontPage } from '#app/components/front-page.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { TextField } from '#app/components/ui/field.tsx';
import { Notice } from '#app/components/ui/status.tsx';
import { checkPassword } from '#app/server/check-password.server.ts';
import { parseForm } from '#app/server/forms.server.ts';
import { returnAddress } from '#app/server/return-address.server.ts';
import { optionalUser, signIn } from '#app/server/session.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  if (await optionalUser({ request, context })) throw redirect('/');
  return null;
}

const schema = z.object({
  loginName: z.string().trim().min(1, 'Enter your sign-in name.').max(200),
  password: z.string().min(1, 'Enter your password.').max(1000),
});

export async function action({ request, context }: ActionFunctionArgs) {
  const form = parseForm(await request.formData(), schema);
  if (!form.ok) return data({ errors: form.errors }, 400);
  const outcome = await checkPassword(context, form.value);
  if (outcome.kind === 'refused') return data({ errors: { form: outcome.message } }, outcome.status);
  const to = returnAddress(new URL(request.url).searchParams.get('to'));
  return redirect(to, { headers: { 'Set-Cookie': await signIn(context, outcome.userId) } });
}

export const meta: MetaFunction = () => [{ title: 'Sign in · Workbench' }];

export default function SignIn() {
  const errors: Readonly<Record<string, string>> = useActionData<typeof action>()?.errors ?? {};
  const busy = useNavigation().state !== 'idle';
  return (
    <FrontPage title="Sign in">
      {errors.form ? <Notice tone="danger">{errors.form}</Notice> : null}
      <Form method="post" className="flex flex-col gap-4">
        <TextField
          label="Sign-in name"
          name="loginName"
          autoComplete="username"
          autoFocus
          required
          error={errors.loginName}
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={errors.password}
        />
        <Button type="submit" disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </Form>
      <p className="text-sm text-ink-faint">
        Invited to rate? Open the link you were sent. First time on this installation? The terminal that
        started it shows a sign-in link.
      </p>
    </FrontPage>
  );
}
