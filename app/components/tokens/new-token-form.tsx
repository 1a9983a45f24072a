import { Form, useNavigation } from '@remix-run/react';
import { Button } from '#app/components/ui/button.tsx';
import { SelectField, TextField } from '#app/components/ui/field.tsx';
import type { TokensOutcome } from '#app/server/api-tokens.server.ts';

/** Makes a token. */
export function NewTokenForm({ outcome }: { readonly outcome: TokensOutcome | undefined }) {
  const busy = useNavigation().formData?.get('intent') === 'make';
  const errors = outcome?.errors ?? {};
  return (
    // A fresh form after each token that was made.
    <Form
      key={outcome?.made?.secret ?? 'first'}
      method="post"
      preventScrollReset
      className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-4"
    >
      <input type="hidden" name="intent" value="make" />
      <TextField
        label="Name"
        name="name"
        maxLength={80}
        required
        hint="Who or what it is for."
        error={errors.name}
      />
      <TextField
        label="Requests a minute"
        name="requestsPerMinute"
        type="number"
        inputMode="numeric"
        min={1}
        defaultValue={60}
        required
        error={errors.requestsPerMinute}
      />
      <TextField
        label="Tokens a day"
        name="tokensPerDay"
        type="number"
        inputMode="numeric"
        min={1}
        hint="Written, from midnight UTC. Empty for any number."
        error={errors.tokensPerDay}
      />
      <SelectField label="Works" name="days" defaultValue="" error={errors.days}>
        <option value="">until it is revoked</option>
        <option value="30">for 30 days</option>
        <option value="90">for 90 days</option>
        <option value="365">for a year</option>
      </SelectField>
      <Button type="submit" look="secondary" disabled={busy} className="justify-self-start sm:col-span-2">
        Make a token
      </Button>
    </Form>
  );
}
