import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';

/** An assignment that its annotator flagged, commented on or skipped. */
export interface AttentionRow {
  readonly assignmentId: string;
  readonly pseudonym: string;
  /** Label of the item, and the context it shows. */
  readonly item: string;
  readonly contextId: number;
  readonly emotion: string | null;
  readonly status: 'active' | 'submitted' | 'skipped' | 'expired';
  readonly flagged: boolean;
  readonly comment: string;
  readonly skipReason: string | null;
  /** When it was submitted, or given to the annotator where it was not. */
  readonly at: string;
}

/** Newest first, at most `limit`, with the number there are in all. */
export function studyAttention(
  db: Db,
  { studyId, limit }: { readonly studyId: string; readonly limit: number },
): { readonly rows: readonly AttentionRow[]; readonly total: number } {
  // As the index assignments_for_attention says it, which is used for nothing else.
  const wanted = `a.study_id = ? and (a.flagged or a.comment <> '' or a.status = 'skipped')`;
  const rows = prepared(
    db,
    `select a.id as assignmentId, n.pseudonym, i.label as item, i.context_id as contextId, d.emotion, a.status,
       a.flagged, a.comment, a.skip_reason as skipReason, coalesce(a.submitted_at, a.assigned_at) as at
     from assignments a
     join study_annotators n on n.study_id = a.study_id and n.user_id = a.user_id
     join study_items i on i.id = a.item_id
     join contexts c on c.id = i.context_id
     join dialogues d on d.id = c.dialogue_id
     where ${wanted} order by at desc, a.id limit ?`,
  ).all(studyId, limit) as (Omit<AttentionRow, 'flagged'> & { readonly flagged: number })[];
  const { total } = prepared(db, `select count(*) as total from assignments a where ${wanted}`).get(
    studyId,
  ) as { total: number };
  return { rows: rows.map((row) => ({ ...row, flagged: row.flagged === 1 })), total };
}
