import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';

/** What generators know of their answers, by response id, as it was stored; nothing for an imported answer. */
export function answerDetails(db: Db, responseIds: readonly number[]): Map<number, unknown> {
  const rows = prepared(
    db,
    `select x.response_id as responseId, x.details
     from json_each(?) wanted join response_details x on x.response_id = wanted.value`,
  ).all(JSON.stringify(responseIds)) as { responseId: number; details: string }[];
  return new Map(rows.map(({ responseId, details }) => [responseId, JSON.parse(details)]));
}
