import type { AppLoadContext } from '@remix-run/node';
import {
  type ChatLink,
  type ChatLinkState,
  findChatLink,
  linksOfPerson,
  takeChatLink,
} from '#db/queries/chat-links.ts';
import { createUser } from '#db/queries/users.ts';
import { writeTogether } from '#db/write-together.ts';
import { newSeed } from '../arena/new-seed.server.ts';
import { startBattle } from '../arena/start-battle.server.ts';
import { expected } from '../respond.server.ts';
import { secretHash } from '../secrets.server.ts';
import { beginSession, cookieOf, optionalUser } from '../session.server.ts';
import { startByLink } from './chat-start.server.ts';

/** What the holder of a chat or arena link finds. */
export type ChatLinkView =
  | {
      readonly kind: 'invited';
      readonly talk: ChatLink['kind'];
      readonly title: string;
      readonly welcome: string;
      /** Names, where they may be known. */
      readonly systems: readonly string[];
    }
  /** They came by it before. */
  | { readonly kind: 'returning'; readonly address: string }
  | { readonly kind: 'researcher'; readonly title: string }
  | { readonly kind: 'no-way'; readonly reason: 'unknown' | Exclude<ChatLinkState, 'usable'> };

interface LinkVisit {
  readonly request: Request;
  readonly context: AppLoadContext;
  readonly secret: string;
}

/** Looking at a link does not use it up, so that a preview in a mail or chat program cannot spend it. */
export async function viewChatLink(visit: LinkVisit): Promise<ChatLinkView> {
  const { db } = visit.context;
  const now = new Date().toISOString();
  const link = findChatLink(db, { secretHash: secretHash(visit.secret), now });
  if (!link) return { kind: 'no-way', reason: 'unknown' };
  const user = await optionalUser(visit);
  const { kind: talk, title, welcome, systems, isBlind, state } = link;
  if (user?.role === 'researcher') return { kind: 'researcher', title };
  const hasCome =
    user && linksOfPerson(db, { userId: user.id, kind: talk, now }).some(({ id }) => id === link.id);
  if (hasCome && (state === 'usable' || state === 'used-up'))
    return { kind: 'returning', address: talk === 'arena' ? `/arena?link=${link.id}` : '/chat' };
  if (state !== 'usable') return { kind: 'no-way', reason: state };
  const names = isBlind || talk === 'arena' ? [] : systems.map(({ name }) => name);
  return { kind: 'invited', talk, title, welcome, systems: names };
}

export interface Welcomed {
  /** Where they go on. */
  readonly address: string;
  /** The header that signs a new visitor in; null where they already were. */
  readonly setCookie: string | null;
}

/**
 * Begins: an account where there is none, a use of the link where they come by it first, and a conversation, all or
 * nothing. Null where the link lets this person in no more; `viewChatLink` says why.
 */
export async function acceptChatLink(visit: LinkVisit): Promise<Welcomed | null> {
  const { db } = visit.context;
  const now = new Date().toISOString();
  const user = await optionalUser(visit);
  if (user?.role === 'researcher') return null;
  const asked = { secretHash: secretHash(visit.secret), now };
  const begun = await writeTogether(db, () => {
    if (!user && findChatLink(db, asked)?.state !== 'usable') return null;
    const userId = user?.id ?? createUser(db, { role: 'visitor', displayName: 'Visitor', now }).id;
    const link = takeChatLink(db, { ...asked, userId });
    if (!link) return null;
    const address =
      link.kind === 'arena'
        ? `/arena/${expected(() => startBattle(db, { userId, linkId: link.id, seed: newSeed(), now }))}`
        : `/chat/c/${startByLink(db, { link, userId, now })}`;
    return { address, secret: user ? null : beginSession(db, userId) };
  });
  if (!begun) return null;
  const { address, secret } = begun;
  return { address, setCookie: secret === null ? null : await cookieOf(visit.context, secret) };
}
