import { type AppLoadContext, redirect } from '@remix-run/node';
import { type CrowdVisit, crowdVisit } from '#annotations/flow/crowd-visit.ts';
import { type Db, write } from '#db/client.ts';
import { addCrowdPerson, crowdUser, isFromCrowd, welcomeBack } from '#db/queries/crowd-people.ts';
import { takeInvitation } from '#db/queries/invitations.ts';
import {
  joinStudy,
  type Participation,
  recordConsent,
  studiesOfAnnotator,
} from '#db/queries/study-annotators.ts';
import { findStudyInvitation, type StudyInvitationView } from '#db/queries/study-invitation.ts';
import { becomeAnnotator, createUser, type User } from '#db/queries/users.ts';
import { type CrowdView, crowdView, makeRoom } from './crowd-join.server.ts';
import { secretHash } from './secrets.server.ts';
import { optionalUser, signIn } from './session.server.ts';

/** What the holder of a study's link finds. */
export type JoinView =
  | {
      readonly kind: 'invited';
      readonly title: string;
      readonly consent: string;
      /** Whether they talk with a system themselves. */
      readonly hasTalks: boolean;
      readonly signedIn: boolean;
      readonly fromCrowd: boolean;
    }
  /** They take part already. */
  | { readonly kind: 'joined'; readonly studyId: string }
  | { readonly kind: 'researcher'; readonly title: string }
  | { readonly kind: 'no-way'; readonly reason: 'unknown' | 'expired' | 'used-up' | 'revoked' | 'closed' }
  | CrowdView;

interface JoinVisit {
  readonly request: Request;
  readonly context: AppLoadContext;
  readonly secret: string;
}

/** Looking at a link does not use it up, so that a preview in a mail or chat program cannot spend it. */
export async function viewInvitation(visit: JoinVisit): Promise<JoinView> {
  const { db } = visit.context;
  const link = { secretHash: secretHash(visit.secret), now: timeNow() };
  const invitation = findStudyInvitation(db, link);
  if (!invitation) return { kind: 'no-way', reason: 'unknown' };
  const user = await optionalUser(visit);
  if (!invitation.crowd) return joinView(db, invitation, user);
  const crowd = crowdVisitOf(visit.request, invitation);
  const own = crowdView(db, { invitation, visit: crowd, request: visit.request, user, now: link.now });
  if (own) return own;
  makeRoom(db, { ...invitation, now: link.now });
  // Who is signed in on this browser counts for nothing: the platform says who is coming.
  const researcher = user?.role === 'researcher' ? user : undefined;
  return joinView(db, findStudyInvitation(db, link) ?? invitation, researcher);
}

function crowdVisitOf(request: Request, { crowd }: StudyInvitationView): CrowdVisit | null {
  return crowd && crowdVisit(crowd.platform, new URL(request.url).searchParams);
}

function joinView(db: Db, invitation: StudyInvitationView, user: User | undefined): JoinView {
  const { studyId, title, consent, hasTalks, link, study, crowd } = invitation;
  if (user?.role === 'annotator' && studiesOfAnnotator(db, user.id).some(({ id }) => id === studyId))
    return { kind: 'joined', studyId };
  if (link !== 'usable') return { kind: 'no-way', reason: link };
  if (study === 'closed') return { kind: 'no-way', reason: 'closed' };
  if (user?.role === 'researcher') return { kind: 'researcher', title };
  return {
    kind: 'invited',
    title,
    consent,
    hasTalks,
    signedIn: ownAccount(db, user) !== undefined,
    fromCrowd: crowd !== null,
  };
}

/** An account that a platform brings back is for its one study, and joins no other. */
function ownAccount(db: Db, user: User | undefined): User | undefined {
  return user && !isFromCrowd(db, user.id) ? user : undefined;
}

interface Return {
  readonly request: Request;
  readonly context: AppLoadContext;
  readonly view: Extract<JoinView, { readonly kind: 'returning' }>;
}

/** Sends somebody whom a platform brings back to where they were, signed in with the account they have. */
export async function welcomedBack({ request, context, view }: Return): Promise<Response> {
  const { studyId, userId, person } = view;
  welcomeBack(context.db, { studyId, person, now: timeNow() });
  const user = await optionalUser({ request, context });
  const headers = user?.id === userId ? {} : { 'Set-Cookie': await signIn(context, userId) };
  return redirect(`/rate/${studyId}`, { headers });
}

export interface Joined {
  readonly studyId: string;
  /** The header that signs a new annotator in; null where they already were. */
  readonly setCookie: string | null;
}

/**
 * Agrees and begins: an account where there is none, a place in the study, the consent and one use of the link, all
 * or nothing. A person that a platform sends finds the account they have, in whatever browser and however often they
 * ask. Null where the link does not let this person in; `viewInvitation` says why. Throws `closed` where the study
 * closed in this moment.
 */
export async function acceptInvitation(visit: JoinVisit): Promise<Joined | null> {
  const { db } = visit.context;
  const link = { secretHash: secretHash(visit.secret), now: timeNow() };
  const user = await optionalUser(visit);
  const joined = write(db, () => {
    const invitation = findStudyInvitation(db, link);
    if (!invitation) return null;
    return invitation.crowd
      ? acceptFromCrowd(db, { visit, invitation, user, link })
      : acceptFromLink(db, { invitation, user, link });
  });
  if (!joined) return null;
  const setCookie = joined.signIn === null ? null : await signIn(visit.context, joined.signIn);
  return { studyId: joined.studyId, setCookie };
}

interface Acceptance {
  readonly invitation: StudyInvitationView;
  readonly user: User | undefined;
  readonly link: { readonly secretHash: string; readonly now: string };
}

/** `signIn` is the account that this browser is to be signed in with, if it is not. */
interface Accepted {
  readonly studyId: string;
  readonly signIn: string | null;
}

function acceptFromLink(db: Db, { invitation, user, link }: Acceptance): Accepted | null {
  const view = joinView(db, invitation, user);
  if (view.kind === 'joined') return { studyId: view.studyId, signIn: null };
  if (view.kind !== 'invited' || !takeInvitation(db, link)) return null;
  const own = ownAccount(db, user);
  const userId = own?.id ?? newAnnotator(db, link.now);
  if (own?.role === 'visitor') becomeAnnotator(db, userId);
  takePart(db, { studyId: invitation.studyId, userId, now: link.now });
  return { studyId: invitation.studyId, signIn: own ? null : userId };
}

function acceptFromCrowd(
  db: Db,
  { visit, invitation, user, link }: Acceptance & { readonly visit: JoinVisit },
): Accepted | null {
  const crowd = crowdVisitOf(visit.request, invitation);
  if (crowd?.kind !== 'person' || user?.role === 'researcher') return null;
  const { studyId, invitationId } = invitation;
  const found = crowdUser(db, { studyId, person: crowd.person });
  if (found !== undefined) {
    welcomeBack(db, { studyId, person: crowd.person, now: link.now });
    return { studyId, signIn: user?.id === found ? null : found };
  }
  makeRoom(db, { ...invitation, now: link.now });
  const room = findStudyInvitation(db, link);
  if (!room || joinView(db, room, undefined).kind !== 'invited' || !takeInvitation(db, link)) return null;
  const userId = newAnnotator(db, link.now);
  takePart(db, { studyId, userId, now: link.now });
  addCrowdPerson(db, { studyId, person: crowd.person, userId, invitationId, now: link.now });
  return { studyId, signIn: userId };
}

function newAnnotator(db: Db, now: string): string {
  return createUser(db, { role: 'annotator', displayName: 'Annotator', now }).id;
}

function takePart(db: Db, part: Participation & { readonly now: string }): void {
  joinStudy(db, part);
  recordConsent(db, part);
}

function timeNow(): string {
  return new Date().toISOString();
}
