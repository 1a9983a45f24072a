import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import { newId } from '#lib/ids.ts';
import { type Db, write } from '../client.ts';
import { invitations } from '../schema/index.ts';

export interface NewInvitation {
  readonly kind: 'sign-in' | 'study';
  /** SHA-256 of the link's secret. */
  readonly secretHash: string;
  readonly userId?: string;
  readonly studyId?: string;
  readonly note?: string;
  readonly maxUses: number;
  readonly now: string;
  readonly expiresAt: string;
}

export function createInvitation(db: Db, invitation: NewInvitation): string {
  const id = newId('invitation');
  db.orm
    .insert(invitations)
    .values({
      id,
      kind: invitation.kind,
      secretHash: invitation.secretHash,
      userId: invitation.userId ?? null,
      studyId: invitation.studyId ?? null,
      note: invitation.note ?? '',
      maxUses: invitation.maxUses,
      createdAt: invitation.now,
      expiresAt: invitation.expiresAt,
    })
    .run();
  return id;
}

const invitationColumns = {
  id: invitations.id,
  kind: invitations.kind,
  userId: invitations.userId,
  studyId: invitations.studyId,
  uses: invitations.uses,
  maxUses: invitations.maxUses,
  expiresAt: invitations.expiresAt,
};

export type Invitation = Pick<typeof invitations.$inferSelect, keyof typeof invitationColumns>;

function usable(secret: { readonly secretHash: string; readonly now: string }) {
  return and(
    eq(invitations.secretHash, secret.secretHash),
    gt(invitations.expiresAt, secret.now),
    isNull(invitations.revokedAt),
    sql`${invitations.uses} < ${invitations.maxUses}`,
  );
}

/** The invitation, where its link still works. Looking does not use it up. */
export function findUsableInvitation(
  db: Db,
  secret: { readonly secretHash: string; readonly now: string },
): Invitation | undefined {
  return db.orm.select(invitationColumns).from(invitations).where(usable(secret)).get();
}

/** Uses an invitation once; undefined where it no longer works. Two people at once cannot share its last use. */
export function takeInvitation(
  db: Db,
  secret: { readonly secretHash: string; readonly now: string },
): Invitation | undefined {
  return write(db, () =>
    db.orm
      .update(invitations)
      .set({ uses: sql`${invitations.uses} + 1` })
      .where(usable(secret))
      .returning(invitationColumns)
      .get(),
  );
}

export interface StudyInvitation {
  readonly id: string;
  readonly note: string;
  readonly uses: number;
  readonly maxUses: number;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

export function listStudyInvitations(db: Db, studyId: string): StudyInvitation[] {
  return db.orm
    .select({
      id: invitations.id,
      note: invitations.note,
      uses: invitations.uses,
      maxUses: invitations.maxUses,
      createdAt: invitations.createdAt,
      expiresAt: invitations.expiresAt,
      revokedAt: invitations.revokedAt,
    })
    .from(invitations)
    .where(eq(invitations.studyId, studyId))
    .orderBy(desc(invitations.createdAt))
    .all();
}

export function revokeInvitation(
  db: Db,
  invitation: { readonly id: string; readonly studyId: string; readonly now: string },
): void {
  db.orm
    .update(invitations)
    .set({ revokedAt: invitation.now })
    .where(and(eq(invitations.id, invitation.id), eq(invitations.studyId, invitation.studyId)))
    .run();
}

/** Ends the sign-in links of a user that still work. */
export function revokeSignInLinks(
  db: Db,
  { userId, now }: { readonly userId: string; readonly now: string },
): void {
  db.orm
    .update(invitations)
    .set({ revokedAt: now })
    .where(
      and(eq(invitations.userId, userId), eq(invitations.kind, 'sign-in'), isNull(invitations.revokedAt)),
    )
    .run();
}
