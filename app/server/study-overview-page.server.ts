import { showsDialogues } from '#annotations/dialogue-study.ts';
import { studyLooks } from '#annotations/sequential-looks.ts';
import type { StudyDefinition } from '#annotations/study-definition.ts';
import type { InvitationsCardProps } from '#app/components/study/invitations-card.tsx';
import type { Db } from '#db/client.ts';
import { listStudyInvitations, type StudyInvitation } from '#db/queries/invitations.ts';
import { lastActivity } from '#db/queries/study-activity.ts';
import { studyAttention } from '#db/queries/study-attention.ts';
import { looksTaken } from '#db/queries/study-looks.ts';
import { findStudy } from '#db/queries/study-lookup.ts';
import { studyProgress } from '#db/queries/study-progress.ts';
import { studyTalks } from './third-party-study.server.ts';

const attentionShown = { some: 10, all: 1000 } as const;

/** Everything on a study's first page. */
export function studyOverview(
  db: Db,
  {
    study: idOrName,
    now,
    looking,
  }: { readonly study: string; readonly now: string; readonly looking: keyof typeof attentionShown },
) {
  const study = findStudy(db, idOrName);
  const { annotators, ...progress } = studyProgress(db, study.id);
  const seen = lastActivity(db, study.id);
  const { kind, status, createdAt, openedAt, closedAt } = study;
  return {
    study: { id: study.id, kind, status, createdAt, openedAt, closedAt, dataset: study.dataset },
    definition: study.definition,
    criteria: study.criteria,
    progress,
    annotators: annotators.map((annotator) => ({
      ...annotator,
      lastSeen: seen.get(annotator.pseudonym) ?? null,
    })),
    invitations: listStudyInvitations(db, study.id).map((invitation) => ({
      ...invitation,
      ended: ending(invitation, now),
    })),
    looks: study.definition.looks ? studyLooks(study.definition.looks, looksTaken(db, study.id)) : null,
    items: itemsOf(study.definition),
    talks: studyTalks(db, study),
    attention: studyAttention(db, { studyId: study.id, limit: attentionShown[looking] }),
  };
}

function itemsOf(definition: StudyDefinition): 'contexts' | 'dialogues' | 'talks' {
  if (definition.task) return 'talks';
  return showsDialogues(definition) ? 'dialogues' : 'contexts';
}

function ending(
  invitation: StudyInvitation,
  now: string,
): InvitationsCardProps['invitations'][number]['ended'] {
  if (invitation.revokedAt !== null) return 'revoked';
  if (invitation.uses >= invitation.maxUses) return 'used';
  return invitation.expiresAt <= now ? 'expired' : null;
}
