import type { AppLoadContext } from '@remix-run/node';
import { z } from 'zod';
import type { Db } from '#db/client.ts';
import { answeringSystemIds } from '#db/queries/answering-systems.ts';
import { type ChatLink, createChatLink, listChatLinks, revokeChatLink } from '#db/queries/chat-links.ts';
import { mostLanes } from '#db/queries/conversations.ts';
import { type FieldErrors, parseForm } from '../forms.server.ts';
import { listLiveSystems } from '../live-systems.server.ts';
import { attempted } from '../respond.server.ts';
import { newSecret, secretHash } from '../secrets.server.ts';

/** What an action on the page of links tells it. */
export interface LinksOutcome {
  /** The fault by field, `form` for the whole. */
  readonly errors: FieldErrors;
  /** A link just made. It is told this once: only its hash is kept. */
  readonly link: { readonly id: string; readonly title: string; readonly address: string } | null;
}

const upTo = (most: number, message: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{0,7}$/, message)
    .transform((value) => (value === '' ? null : Number(value)))
    .refine((value) => value === null || (value >= 1 && value <= most), message);

const schema = z.object({
  title: z.string().trim().min(1, 'Give the link a title.').max(120, 'At most 120 characters.'),
  welcome: z.string().trim().max(5_000, 'At most 5,000 characters.').default(''),
  blind: z.literal('on').optional(),
  people: upTo(1_000_000, 'A whole number from 1 to 1,000,000, or nothing for any number.'),
  days: upTo(3_650, 'A whole number from 1 to 3,650, or nothing for no end.'),
});

/** Links to a chat, or to an arena. */
export type LinkKind = ChatLink['kind'];

export function chatLinksPage(db: Db, kind: LinkKind) {
  return {
    systems: listLiveSystems(db).filter(({ isControl }) => !isControl),
    links: listChatLinks(db, { kind, now: new Date().toISOString() }).map(
      ({ id, title, systems, isBlind, maxUses, uses, expiresAt, state, conversations, messages }) => ({
        id,
        title,
        systems: systems.map(({ name }) => name),
        isBlind,
        maxUses,
        uses,
        expiresAt,
        state,
        conversations,
        messages,
      }),
    ),
  };
}

interface LinksAction {
  readonly kind: LinkKind;
  readonly form: FormData;
  readonly userId: string;
  /** `http://host:port` under which the researcher sees the workbench; links are made for it. */
  readonly origin: string;
}

/** Makes or revokes a link, as the form's `intent` says. */
export function changeLinks(
  { db }: AppLoadContext,
  { kind, form, userId, origin }: LinksAction,
): LinksOutcome {
  const now = new Date();
  if (form.get('intent') === 'revoke') {
    revokeChatLink(db, { id: String(form.get('link')), now: now.toISOString() });
    return { errors: {}, link: null };
  }
  const parsed = parseForm(form, schema);
  const names = [...new Set(form.getAll('system').map(String))];
  const systems = attempted(() => answeringSystemIds(db, names));
  const fault = systemsFault(systems, { names, kind });
  if (!parsed.ok || !systems.ok || fault)
    return { errors: { ...(!parsed.ok && parsed.errors), ...(fault && { systems: fault }) }, link: null };
  const { title, welcome, blind, people, days } = parsed.value;
  const secret = newSecret();
  const id = createChatLink(db, {
    kind,
    secretHash: secretHash(secret),
    title,
    welcome,
    systems: systems.value,
    isBlind: kind === 'arena' || blind === 'on',
    maxUses: people,
    createdBy: userId,
    now: now.toISOString(),
    expiresAt: days === null ? null : new Date(now.getTime() + days * 24 * 3600 * 1000).toISOString(),
  });
  return { errors: {}, link: { id, title, address: `${origin}/talk/${secret}` } };
}

function systemsFault(
  systems: ReturnType<typeof attempted<string[]>>,
  { names, kind }: { readonly names: readonly string[]; readonly kind: LinkKind },
): string | null {
  if (!systems.ok) return systems.error.message;
  if (kind === 'arena') return names.length < 2 ? 'Choose at least two systems.' : null;
  if (names.length === 0) return 'Choose at least one system.';
  return names.length > mostLanes ? `Choose at most ${mostLanes} systems.` : null;
}
