import type { Crowd } from '#annotations/flow/crowd.ts';
import type { Db } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';

/** A study as the holder of its link may know it before joining. */
export interface StudyInvitationView {
  readonly invitationId: string;
  readonly studyId: string;
  /** Whether the link still lets somebody in, and why it does not. */
  readonly link: 'usable' | 'expired' | 'used-up' | 'revoked';
  readonly study: 'draft' | 'open' | 'closed';
  /** The definition's `publicTitle`; the study's name is the researcher's. */
  readonly title: string;
  /** Empty where none is asked for. */
  readonly consent: string;
  readonly instructions: string;
  /** Whether they talk with a system themselves, and what they write is kept. */
  readonly hasTalks: boolean;
  /** The crowd platform whose ids the link then needs. */
  readonly crowd: Crowd | null;
}

/**
 * The study a link leads to, also where the link no longer works: somebody who joined by it finds their way back.
 * Undefined for a secret that never was a study's link.
 */
export function findStudyInvitation(
  db: Db,
  { secretHash, now }: { readonly secretHash: string; readonly now: string },
): StudyInvitationView | undefined {
  const row = prepared(
    db,
    `select i.id as invitationId, s.id as studyId, s.status as study, s.definition ->> '$.publicTitle' as title,
       coalesce(s.definition ->> '$.consent', '') as consent,
       coalesce(s.definition ->> '$.instructions', '') as instructions, s.definition -> '$.crowd' as crowd,
       coalesce(s.definition ->> '$.task.kind', '') = 'chat' as hasTalks,
       case when i.revoked_at is not null then 'revoked' when i.expires_at <= @now then 'expired'
         when i.uses >= i.max_uses then 'used-up' else 'usable' end as link
     from invitations i join studies s on s.id = i.study_id
     where i.secret_hash = @secretHash and i.kind = 'study' and ${landed('s')} and s.kind = 'live'`,
  ).get({ secretHash, now }) as
    | (Omit<StudyInvitationView, 'crowd' | 'hasTalks'> & {
        readonly crowd: string | null;
        readonly hasTalks: number;
      })
    | undefined;
  if (!row) return undefined;
  const crowd = row.crowd === null ? null : (JSON.parse(row.crowd) as Crowd);
  return { ...row, hasTalks: row.hasTalks === 1, crowd };
}
