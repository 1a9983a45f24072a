import { Form, useNavigation } from '@remix-run/react';
import { OnceLink } from '#app/components/study/once-link.tsx';
import { Button } from '#app/components/ui/button.tsx';
import { TextField } from '#app/components/ui/field.tsx';
import type { PeopleOutcome } from '#app/server/people.server.ts';

interface NewAccountFormProps {
  readonly intent: 'invite-researcher' | 'create-annotator';
  readonly button: string;
  readonly outcome: PeopleOutcome | undefined;
}

/** Makes an account for somebody else and gives the link that lets them in. */
export function NewAccountForm({ intent, button, outcome }: NewAccountFormProps) {
  const busy = useNavigation().formData?.get('intent') === intent;
  const own = outcome?.intent === intent ? outcome : undefined;
  const errors = own?.errors ?? {};
  return (
    <div className="flex flex-col gap-4">
      {own?.link ? <AccountLink key={own.link.address} link={own.link} /> : null}
      {/* A fresh form after each account that was made. */}
      <Form
        key={own?.link?.address ?? 'first'}
        method="post"
        preventScrollReset
        className="grid items-start gap-4 sm:grid-cols-2"
      >
        <input type="hidden" name="intent" value={intent} />
        <TextField label="Name" name="displayName" maxLength={80} required error={errors.displayName} />
        {intent === 'create-annotator' ? (
          <TextField
            label="Sign-in name"
            name="loginName"
            maxLength={80}
            required
            autoCapitalize="none"
            error={errors.loginName}
          />
        ) : null}
        <Button type="submit" look="secondary" disabled={busy} className="justify-self-start sm:col-span-2">
          {button}
        </Button>
      </Form>
    </div>
  );
}

export function AccountLink({
  link,
}: {
  readonly link: { readonly address: string; readonly name: string };
}) {
  return (
    <OnceLink title={`Sign-in link for ${link.name}`} address={link.address}>
      It works once, within seven days, and asks for a password. Copy it now: it is shown only this once.
    </OnceLink>
  );
}
