import type { AppLoadContext } from '@remix-run/node';
import { z } from 'zod';
import { createAccount, renewSignIn } from '#db/queries/people.ts';
import { findUser } from '#db/queries/users.ts';
import { parseForm } from './forms.server.ts';
import { attempted } from './respond.server.ts';
import { newSecret, secretHash } from './secrets.server.ts';

/** What an action on the page of people tells it. */
export interface PeopleOutcome {
  /** The form it belongs to. */
  readonly intent: string;
  /** Where it did not work: the fault by field, `form` for the whole. */
  readonly errors: Readonly<Record<string, string>>;
  /** A link just made, with whose it is. It is told this once: only its hash is kept. */
  readonly link: { readonly address: string; readonly name: string } | null;
}

const days = 7;

const displayName = z.string().trim().min(1, 'Enter a name.').max(80, 'At most 80 characters.');
const loginName = z
  .string()
  .trim()
  .min(3, 'At least 3 characters.')
  .max(80, 'At most 80 characters.')
  .regex(/^[\p{L}\p{N}._@+-]+$/u, 'Letters, digits and . _ @ + - only.');
const researcherSchema = z.object({ displayName });
const annotatorSchema = z.object({ displayName, loginName });

interface PeopleAction {
  readonly form: FormData;
  /** Who asks; nobody renews their own sign-in here. */
  readonly userId: string;
  /** `http://host:port` under which the researcher sees the workbench; links are made for it. */
  readonly origin: string;
}

/** Makes an account or a fresh link, as the form's `intent` says. */
export function changePeople({ db }: AppLoadContext, action: PeopleAction): PeopleOutcome {
  const { form, origin } = action;
  const intent = String(form.get('intent'));
  const refused = (errors: Readonly<Record<string, string>>) => ({ intent, errors, link: null });
  const { link, secret } = newLink(new Date());
  // Whoever follows the link is asked for a password next.
  const address = `${origin}/sign-in/${secret}?to=/account`;

  if (intent === 'invite-researcher' || intent === 'create-annotator') {
    const role = intent === 'invite-researcher' ? 'researcher' : 'annotator';
    const parsed =
      role === 'researcher' ? parseForm(form, researcherSchema) : parseForm(form, annotatorSchema);
    if (!parsed.ok) return refused(parsed.errors);
    const created = attempted(() => createAccount(db, { role, link, ...parsed.value }));
    if (created.ok) return { intent, errors: {}, link: { address, name: parsed.value.displayName } };
    return refused({ [String(created.error.details.field ?? 'form')]: created.error.message });
  }
  if (intent === 'renew') {
    const userId = String(form.get('user'));
    if (userId === action.userId)
      return refused({ form: 'Your own password is changed on the account page.' });
    const renewed = attempted(() => renewSignIn(db, { userId, link }));
    if (!renewed.ok) return refused({ form: renewed.error.message });
    return { intent, errors: {}, link: { address, name: findUser(db, userId)?.displayName ?? '' } };
  }
  return refused({ form: 'The page asked for something unknown. Reload it and try again.' });
}

function newLink(now: Date) {
  const secret = newSecret();
  const expiresAt = new Date(now.getTime() + days * 24 * 3600 * 1000).toISOString();
  return { secret, link: { secretHash: secretHash(secret), now: now.toISOString(), expiresAt } };
}
