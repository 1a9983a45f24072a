import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';

/** Replies of a system that tell how long it takes just now. */
const latest = 20;

/**
 * Milliseconds that the latest whole replies of each system took in the study that a talk belongs to; none of a system
 * that has not answered in it yet.
 */
export function talkDurations(db: Db, conversationId: string): number[][] {
  const rows = prepared(
    db,
    `with told as (
       select l.system_id as system, r.milliseconds,
         row_number() over (partition by l.system_id order by r.id desc) as place
       from conversations own join assignments mine on mine.id = own.assignment_id
       join assignments a on a.study_id = mine.study_id
       join conversations c on c.assignment_id = a.id
       join conversation_lanes l on l.conversation_id = c.id
       join conversation_replies r on r.conversation_id = c.id and r.lane = l.lane
       where own.id = @conversationId and r.status = 'done' and r.milliseconds is not null
     )
     select json_group_array(milliseconds) as durations from told where place <= @latest group by system`,
  ).all({ conversationId, latest }) as { durations: string }[];
  return rows.map(({ durations }) => JSON.parse(durations) as number[]);
}
