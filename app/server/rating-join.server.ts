import type { AppLoadContext } from '@remix-run/node';
import { type Db, write } from '#db/client.ts';
import { takeInvitation } from '#db/queries/invitations.ts';
import { joinStudy, recordConsent, studiesOfAnnotator } from '#db/queries/study-annotators.ts';
import { findStudyInvitation, type StudyInvitationView } from '#db/queries/study-invitation.ts';
import { createUser, type User } from '#db/queries/users.ts';
import { secretHash } from './secrets.server.ts';
import { optionalUser, signIn } from './session.server.ts';

/** What the holder of a study's link finds. */
export type JoinView =
  | { readonly kind: 'invited'; readonly title: string; readonly consent: string; readonly signedIn: boolean }
  /** They take part already. */
  | { readonly kind: 'joined'; readonly studyId: string }
  | { readonly kind: 'researcher'; readonly title: string }
  | { readonly kind: 'no-way'; readonly reason: 'unknown' | 'expired' | 'used-up' | 'revoked' | 'closed' };

interface JoinVisit {
  readonly request: Request;
  readonly context: AppLoadContext;
  readonly secret: string;
}

/** Looking at a link does not use it up, so that a preview in a mail or chat program cannot spend it. */
export async function viewInvitation(visit: JoinVisit): Promise<JoinView> {
  const { db } = visit.context;
  const invitation = findStudyInvitation(db, { secretHash: secretHash(visit.secret), now: timeNow() });
  if (!invitation) return { kind: 'no-way', reason: 'unknown' };
  return joinView(db, invitation, await optionalUser(visit));
}

function joinView(db: Db, invitation: StudyInvitationView, user: User | undefined): JoinView {
  const { studyId, title, consent, link, study } = invitation;
  if (user?.role === 'annotator' && studiesOfAnnotator(db, user.id).some(({ id }) => id === studyId))
    return { kind: 'joined', studyId };
  if (link !== 'usable') return { kind: 'no-way', reason: link };
  if (study === 'closed') return { kind: 'no-way', reason: 'closed' };
  if (user?.role === 'researcher') return { kind: 'researcher', title };
  return { kind: 'invited', title, consent, signedIn: user !== undefined };
}

export interface Joined {
  readonly studyId: string;
  /** The header that signs a new annotator in; null where they already were. */
  readonly setCookie: string | null;
}

/**
 * Agrees and begins: an account where there is none, a place in the study, the consent and one use of the link, all
 * or nothing. Null where the link does not let this person in; `viewInvitation` says why. Throws `closed` where the
 * study closed in this moment.
 */
export async function acceptInvitation(visit: JoinVisit): Promise<Joined | null> {
  const { db } = visit.context;
  const now = timeNow();
  const link = { secretHash: secretHash(visit.secret), now };
  const user = await optionalUser(visit);
  const joined = write(db, () => {
    const invitation = findStudyInvitation(db, link);
    const view = invitation && joinView(db, invitation, user);
    if (view?.kind === 'joined') return { studyId: view.studyId, newUserId: null };
    if (!invitation || view?.kind !== 'invited' || !takeInvitation(db, link)) return null;
    const annotator = user ?? createUser(db, { role: 'annotator', displayName: 'Annotator', now });
    const participation = { studyId: invitation.studyId, userId: annotator.id, now };
    joinStudy(db, participation);
    recordConsent(db, participation);
    return { studyId: invitation.studyId, newUserId: user ? null : annotator.id };
  });
  if (!joined) return null;
  const setCookie = joined.newUserId === null ? null : await signIn(visit.context, joined.newUserId);
  return { studyId: joined.studyId, setCookie };
}

function timeNow(): string {
  return new Date().toISOString();
}
