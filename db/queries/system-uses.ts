import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';

/** Where people meet a system's replies just now, so that it would be two under one name if its checkpoint changed. */
export interface SystemUses {
  /** Open studies in which people talk with it. Studies of finished answers keep what they have. */
  readonly talkStudies: readonly { readonly id: string; readonly name: string }[];
  /** Links that still let people in. */
  readonly links: readonly { readonly id: string; readonly kind: 'chat' | 'arena'; readonly title: string }[];
}

export function systemUses(
  db: Db,
  { systemId, now }: { readonly systemId: string; readonly now: string },
): SystemUses {
  return {
    talkStudies: prepared(
      db,
      `select t.id, t.name from studies t join study_systems y on y.study_id = t.id
       where y.system_id = ? and t.status = 'open' and t.definition ->> '$.task' is not null order by t.name`,
    ).all(systemId) as SystemUses['talkStudies'],
    links: prepared(
      db,
      `select id, kind, title from chat_links
       where revoked_at is null and (expires_at is null or expires_at > @now)
         and @systemId in (select value from json_each(systems)) order by kind, title, id`,
    ).all({ systemId, now }) as SystemUses['links'],
  };
}
