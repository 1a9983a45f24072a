import { z } from 'zod';
import type { Db } from '#db/client.ts';
import { countFeedback, type FeedbackRow, type FeedbackStatus, listFeedback } from '#db/queries/feedback.ts';
import { decideAll, feedbackCounts, type SeenFeedback } from '#db/queries/feedback-review.ts';

export const feedbackPageSize = 25;

const asked = z.object({
  status: z.enum(['open', 'accepted', 'dropped']).catch('open'),
  kind: z.enum(['report', 'edit']).nullable().catch(null),
  system: z.string().nullable().catch(null),
  from: z.coerce.number().int().min(0).catch(0),
});

export type ShownFeedback = Omit<FeedbackRow, 'systemId' | 'origin' | 'userId' | 'userName'> & {
  /** Of what wrote the reply; null where nothing is known of it. */
  readonly checkpoint: string | null;
  /** Who said it, as far as a researcher may know. */
  readonly who: string;
};

export interface FeedbackPage {
  readonly asked: z.infer<typeof asked>;
  readonly rows: readonly ShownFeedback[];
  readonly total: number;
  readonly counts: Readonly<Record<FeedbackStatus, number>>;
  /** Names of those that people said something of. */
  readonly systems: readonly string[];
}

export function readFeedbackPage(db: Db, address: URL): FeedbackPage {
  const request = asked.parse(
    Object.fromEntries(
      ['status', 'kind', 'system', 'from'].map((name) => [name, address.searchParams.get(name)]),
    ),
  );
  const all = feedbackCounts(db);
  const systemId = all.find(({ system }) => system === request.system)?.systemId ?? null;
  const filter = { kind: request.kind, systemId };
  const count = (status: FeedbackStatus) => countFeedback(db, { ...filter, status });
  const total = count(request.status);
  // The last page may have become empty under a researcher's hands.
  const last = Math.max(0, Math.ceil(total / feedbackPageSize) - 1) * feedbackPageSize;
  const from = Math.min(request.from, last);
  const rows = listFeedback(db, { ...filter, status: request.status, limit: feedbackPageSize, offset: from });
  return {
    asked: { ...request, from },
    rows: rows.map(shown),
    total,
    counts: { open: count('open'), accepted: count('accepted'), dropped: count('dropped') },
    systems: [...new Set(all.map(({ system }) => system))],
  };
}

function shown({ systemId: _, origin, userId, userName, ...row }: FeedbackRow): ShownFeedback {
  return { ...row, checkpoint: origin.checkpoint, who: whoOf({ userId, userName, userRole: row.userRole }) };
}

/** A researcher's name; of others no more than what tells two of them apart. */
function whoOf({
  userId,
  userName,
  userRole,
}: Pick<FeedbackRow, 'userId' | 'userName' | 'userRole'>): string {
  if (userId === null || userRole === null) return 'somebody who has gone';
  if (userRole === 'researcher') return userName ?? 'a researcher';
  return `${userRole === 'annotator' ? 'an annotator' : 'a visitor'}, ${userId.slice(-4)}`;
}

export interface Decided {
  readonly status: FeedbackStatus;
  readonly feedback: readonly SeenFeedback[];
  /** What it was before, for undoing. */
  readonly before: FeedbackStatus;
  readonly count: number;
  /** Taken back, or changed, since the page was loaded. */
  readonly missed: number;
}

const intent = /^(?<status>open|accepted|dropped)(?: (?<one>\S+ \S+))?$/;
const statuses = z.enum(['open', 'accepted', 'dropped']);

/**
 * Decides as the form says: on the one whose button was pressed, else on all that are ticked, which may be nothing. Null
 * for a form that the page does not have.
 */
export function decideByForm(
  db: Db,
  form: FormData,
  { userId, now }: { readonly userId: string; readonly now: string },
): Decided | null {
  const found = intent.exec(String(form.get('intent') ?? ''))?.groups;
  if (!found) return null;
  const status = statuses.parse(found.status);
  const before = statuses.catch('open').parse(form.get('before'));
  const chosen = found.one === undefined ? form.getAll('feedback').map(String) : [found.one];
  const feedback = chosen.flatMap((value) => {
    const [id, seen] = value.split(' ');
    return id && seen ? [{ id, seen }] : [];
  });
  const count = decideAll(db, { feedback, status, userId, now });
  return { status, feedback, before, count, missed: feedback.length - count };
}
