import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';

export interface FlagChange {
  readonly contextId: number;
  readonly userId: string;
  readonly flagged: boolean;
  readonly now: string;
}

/** Sets or takes away a researcher's flag on a context. Doing it twice changes nothing. */
export function setContextFlag(db: Db, change: FlagChange): void {
  const { contextId, userId, flagged, now } = change;
  write(db, () => {
    if (flagged)
      prepared(
        db,
        `insert into context_flags (context_id, user_id, flagged_at) values (?, ?, ?)
         on conflict (context_id, user_id) do nothing`,
      ).run(contextId, userId, now);
    else
      prepared(db, 'delete from context_flags where context_id = ? and user_id = ?').run(contextId, userId);
  });
}

export interface ContextFlags {
  readonly contextId: number;
  /** Whether the person who asks flagged it. */
  readonly own: boolean;
  /** Other researchers who flagged it. */
  readonly researchers: number;
  /** Annotators who flagged it, in any study. */
  readonly annotators: number;
}

/** The flags of those of the contexts that have any. */
export function contextFlagsOf(
  db: Db,
  wanted: { readonly contextIds: readonly number[]; readonly userId: string },
): ContextFlags[] {
  const rows = prepared(
    db,
    `select wanted.value as contextId,
       (select count(*) from context_flags f where f.context_id = wanted.value and f.user_id = @userId) as own,
       (select count(*) from context_flags f where f.context_id = wanted.value and f.user_id <> @userId)
         as researchers,
       (select count(distinct a.user_id) from study_items i join assignments a on a.item_id = i.id
        where i.context_id = wanted.value and a.flagged = 1) as annotators
     from json_each(@contextIds) wanted`,
  ).all({ contextIds: JSON.stringify(wanted.contextIds), userId: wanted.userId }) as (Omit<
    ContextFlags,
    'own'
  > & { readonly own: number })[];
  return rows
    .filter((row) => row.own + row.researchers + row.annotators > 0)
    .map((row) => ({ ...row, own: row.own > 0 }));
}
