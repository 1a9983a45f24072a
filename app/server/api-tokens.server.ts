import type { AppLoadContext } from '@remix-run/node';
import { z } from 'zod';
import { revokeApiToken } from '#db/queries/api-tokens.ts';
import { makeApiToken } from '#jobs/make-api-token.ts';
import { type FieldErrors, parseForm } from './forms.server.ts';
import { attempted } from './respond.server.ts';

/** What an action on the page of tokens tells it. */
export interface TokensOutcome {
  /** The fault by field, `form` for the whole. */
  readonly errors: FieldErrors;
  /** A token just made. Its secret is told this once. */
  readonly made: { readonly name: string; readonly secret: string } | null;
}

const blankIsAbsent = (value: unknown) =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;
const wholeNumber = 'A whole number of at least 1.';
const count = z.coerce
  .number(wholeNumber)
  .int(wholeNumber)
  .min(1, wholeNumber)
  .max(1e9, 'At most a billion.');

const schema = z.object({
  name: z.string().trim().min(1, 'Say who or what it is for.').max(80, 'At most 80 characters.'),
  requestsPerMinute: count,
  tokensPerDay: z.preprocess(blankIsAbsent, count.optional()),
  days: z.preprocess(blankIsAbsent, count.max(3650, 'At most ten years.').optional()),
});

/** Makes a token or ends one, as the form's `intent` says. */
export function changeTokens({ db }: AppLoadContext, { form, userId }: TokensAction): TokensOutcome {
  const now = new Date();
  if (form.get('intent') === 'revoke') {
    const named = String(form.get('token'));
    const revoked = attempted(() => revokeApiToken(db, { named, now: now.toISOString() }));
    return { errors: revoked.ok ? {} : { form: revoked.error.message }, made: null };
  }
  const parsed = parseForm(form, schema);
  if (!parsed.ok) return { errors: parsed.errors, made: null };
  const { name, requestsPerMinute, tokensPerDay = null, days } = parsed.value;
  const { secret } = makeApiToken(db, {
    ...{ name, requestsPerMinute, tokensPerDay, createdBy: userId, now: now.toISOString() },
    expiresAt: days === undefined ? null : new Date(now.getTime() + days * 24 * 3600 * 1000).toISOString(),
  });
  return { errors: {}, made: { name, secret } };
}

interface TokensAction {
  readonly form: FormData;
  readonly userId: string;
}
