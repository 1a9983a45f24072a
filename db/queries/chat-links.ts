import { newId } from '#lib/ids.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';

export interface NewChatLink {
  readonly kind: 'chat' | 'arena';
  /** SHA-256 of the link's secret. */
  readonly secretHash: string;
  readonly title: string;
  readonly welcome: string;
  /** Ids. */
  readonly systems: readonly string[];
  readonly isBlind: boolean;
  /** Null for any number. */
  readonly maxUses: number | null;
  readonly createdBy: string;
  readonly now: string;
  readonly expiresAt: string | null;
}

export function createChatLink(db: Db, link: NewChatLink): string {
  const id = newId('chatLink');
  const { kind, secretHash, title, welcome, systems, isBlind, maxUses, createdBy, now, expiresAt } = link;
  prepared(
    db,
    `insert into chat_links (id, kind, secret_hash, title, welcome, systems, is_blind, max_uses, created_by, created_at,
       expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    id,
    kind,
    secretHash,
    title,
    welcome,
    JSON.stringify(systems),
    isBlind ? 1 : 0,
    maxUses,
    createdBy,
    now,
    expiresAt,
  );
  return id;
}

export type ChatLinkState = 'usable' | 'used-up' | 'expired' | 'revoked' | 'no-systems';

export interface ChatLink {
  readonly id: string;
  readonly kind: 'chat' | 'arena';
  readonly title: string;
  readonly welcome: string;
  /** Those that are still there, in the link's order. */
  readonly systems: readonly { readonly id: string; readonly name: string }[];
  readonly isBlind: boolean;
  readonly maxUses: number | null;
  readonly uses: number;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  /** Whether somebody new may come by it. One that is used up still serves those who came. */
  readonly state: ChatLinkState;
}

type Row = Omit<ChatLink, 'systems' | 'isBlind' | 'state'> & {
  readonly systems: string;
  readonly isBlind: number;
  readonly revokedAt: string | null;
};

const columns = `k.id, k.kind, k.title, k.welcome, k.is_blind as isBlind, k.max_uses as maxUses, k.uses,
  k.created_at as createdAt, k.expires_at as expiresAt, k.revoked_at as revokedAt,
  (select json_group_array(json_object('id', id, 'name', name)) from
    (select s.id, s.name from json_each(k.systems) e join systems s on s.id = e.value order by e.key)) as systems`;

function linkOf({ revokedAt, systems, isBlind, ...row }: Row, now: string): ChatLink {
  const found = JSON.parse(systems) as ChatLink['systems'];
  const fewest = row.kind === 'arena' ? 2 : 1;
  const state = (): ChatLinkState => {
    if (revokedAt !== null) return 'revoked';
    if (row.expiresAt !== null && row.expiresAt <= now) return 'expired';
    if (found.length < fewest) return 'no-systems';
    return row.maxUses !== null && row.uses >= row.maxUses ? 'used-up' : 'usable';
  };
  return { ...row, systems: found, isBlind: isBlind === 1, state: state() };
}

interface Link {
  readonly secretHash: string;
  readonly now: string;
}

/** The link, whether or not it still lets people in. Looking does not use it up. */
export function findChatLink(db: Db, { secretHash, now }: Link): ChatLink | undefined {
  const row = prepared(db, `select ${columns} from chat_links k where k.secret_hash = ?`).get(secretHash) as
    | Row
    | undefined;
  return row && linkOf(row, now);
}

/**
 * Lets somebody in by a link, which costs a use the first time alone; undefined where it does not let them in. Two at
 * once cannot share its last use.
 */
export function takeChatLink(
  db: Db,
  { userId, ...link }: Link & { readonly userId: string },
): ChatLink | undefined {
  return write(db, () => {
    const found = findChatLink(db, link);
    if (!found) return undefined;
    const own = { userId, linkId: found.id, now: link.now };
    const hasCome =
      prepared(db, 'select 1 from chat_link_visitors where user_id = @userId and link_id = @linkId').get(
        own,
      ) !== undefined;
    if (found.state !== 'usable' && !(hasCome && found.state === 'used-up')) return undefined;
    if (!hasCome) {
      prepared(
        db,
        'insert into chat_link_visitors (user_id, link_id, came_at) values (@userId, @linkId, @now)',
      ).run(own);
      prepared(db, 'update chat_links set uses = uses + 1 where id = ?').run(found.id);
    }
    return found;
  });
}

export interface ListedChatLink extends ChatLink {
  readonly conversations: number;
  readonly messages: number;
}

/** All links of a kind, the newest first, with what came of them. */
export function listChatLinks(
  db: Db,
  { kind, now }: { readonly kind: ChatLink['kind']; readonly now: string },
): ListedChatLink[] {
  const rows = prepared(
    db,
    `select ${columns}, (select count(*) from conversations c where c.link_id = k.id) as conversations,
       (select count(*) from conversations c join conversation_messages m on m.conversation_id = c.id
        where c.link_id = k.id) as messages
     from chat_links k where k.kind = ? order by k.created_at desc, k.id`,
  ).all(kind) as (Row & { readonly conversations: number; readonly messages: number })[];
  return rows.map((row) => ({
    ...linkOf(row, now),
    conversations: row.conversations,
    messages: row.messages,
  }));
}

export function revokeChatLink(db: Db, { id, now }: { readonly id: string; readonly now: string }): void {
  prepared(db, 'update chat_links set revoked_at = coalesce(revoked_at, ?) where id = ?').run(now, id);
}

/** Links that somebody came by, the last first: with these they may begin anew. */
export function linksOfPerson(
  db: Db,
  { userId, kind, now }: { readonly userId: string; readonly kind: ChatLink['kind']; readonly now: string },
): ChatLink[] {
  const rows = prepared(
    db,
    `select ${columns} from chat_link_visitors v join chat_links k on k.id = v.link_id
     where v.user_id = ? and k.kind = ? order by v.came_at desc, k.id`,
  ).all(userId, kind) as Row[];
  return rows.map((row) => linkOf(row, now));
}
