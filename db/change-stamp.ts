import type { Db } from './client.ts';
import { prepared } from './prepared.ts';

/**
 * Text that differs from an earlier one wherever any row of the database may have changed between the two calls, by
 * this process or another. For keeping what is costly to reckon until then; it says nothing of which rows changed.
 *
 * SQLite's `data_version` counts the commits of other connections, `total_changes()` the rows this one changed.
 */
export function changeStamp(db: Db): string {
  const others = db.driver.pragma('data_version', { simple: true });
  const own = prepared(db, 'select total_changes() as own').get() as { own: number };
  return `${others} ${own.own}`;
}
