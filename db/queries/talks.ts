import type { ChatTask } from '#annotations/dialogue-study.ts';
import type { Display } from '#annotations/display.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { createRandom } from '#lib/rng.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { ContextTurn } from '../schema/datasets.ts';
import {
  ensurePlace,
  type HeldAssignment,
  renewLease,
  requireOpenStudy,
  requireOwnAssignment,
} from './assignment-places.ts';
import { createConversation } from './conversations.ts';
import { fileTalk } from './file-talk.ts';

interface OwnTalk {
  readonly assignmentId: string;
  readonly userId: string;
  readonly now: string;
}

/** A task in which somebody is to talk with a system, as they may see it: nothing of who it is. */
export interface Talk {
  readonly assignmentId: string;
  /** The annotator's n-th assignment in this study, from 1. */
  readonly number: number;
  readonly status: 'active' | 'submitted' | 'skipped' | 'expired';
  readonly minimum: number;
  readonly maximum: number;
  /** What they are asked to talk about; both null where it is up to them. */
  readonly situation: string | null;
  readonly emotion: string | null;
  /** How replies are shown; see `displayOf`. */
  readonly display: Display | null;
  /** Null where it was given up before it began. */
  readonly conversationId: string | null;
}

interface TalkRow {
  readonly number: number;
  readonly status: Talk['status'];
  readonly task: string;
  readonly situation: string | null;
  readonly emotion: string | null;
  readonly display: Display | null;
  readonly systemId: string;
  readonly seed: number;
  readonly conversationId: string | null;
}

/**
 * The talk of an assignment, begun where it is at hand; null where there is none, or it is over and is rated now.
 * @throws WorkbenchError `not-found` for an assignment that is not this user's
 */
export function talkOf(db: Db, own: OwnTalk): Talk | null {
  const { assignmentId } = own;
  const { responseOrder } = requireOwnAssignment(db, own);
  const row = prepared(
    db,
    `select a.sequence + 1 as number, a.status, s.definition -> '$.task' as task, s.definition ->> '$.display' as display, d.situation, d.emotion,
       i.system_id as systemId, s.seed, (select id from conversations where assignment_id = a.id) as conversationId
     from assignments a join studies s on s.id = a.study_id join study_items i on i.id = a.item_id
     join contexts c on c.id = i.context_id join dialogues d on d.id = c.dialogue_id where a.id = ?`,
  ).get(assignmentId) as Omit<TalkRow, 'task'> & { readonly task: string | null };
  if (row.task === null || responseOrder !== '[]') return null;
  const { turns, scene } = JSON.parse(row.task) as ChatTask;
  return {
    assignmentId,
    number: row.number,
    status: row.status,
    ...turns,
    situation: scene === 'situation' ? row.situation : null,
    emotion: scene === 'free' ? null : row.emotion,
    display: row.display,
    conversationId: row.conversationId ?? (row.status === 'active' ? begin(db, own, row) : null),
  };
}

function begin(
  db: Db,
  { assignmentId, userId, now }: OwnTalk,
  { systemId, seed }: Pick<TalkRow, 'systemId' | 'seed'>,
): string {
  return createConversation(db, {
    kind: 'study',
    userId,
    assignmentId,
    systemIds: [systemId],
    seed: createRandom(seed, 'talk', assignmentId).below(2 ** 31),
    now,
  });
}

/**
 * Lets somebody go on with a talk, whose lease it prolongs. Returns its conversation.
 *
 * @throws WorkbenchError `not-found`; `closed` where the study or the talk is over, or somebody else has the place;
 * `conflict` where everything has been said
 */
export function goOnTalking(
  db: Db,
  { asks, ...own }: OwnTalk & { readonly asks: 'say' | 'retry' },
): { readonly conversationId: string; readonly display: Display | null } {
  return write(db, () => {
    const assignment = requireOwnAssignment(db, own);
    requireOpenStudy(assignment);
    ensurePlace(db, assignment, own.now);
    const talk = talkOf(db, own);
    if (!talk || talk.conversationId === null)
      throw new WorkbenchError('closed', 'This talk is over. Reload the page to rate it.');
    renewLease(db, { ...own, leaseMinutes: assignment.leaseMinutes });
    const { conversationId, maximum, display } = talk;
    const { said } = prepared(
      db,
      'select count(*) as said from conversation_messages where conversation_id = ?',
    ).get(conversationId) as { said: number };
    if (asks === 'say' && said >= maximum)
      throw new WorkbenchError(
        'conflict',
        'The talk has come to its end. Nothing more can be said: go on to the questions.',
      );
    return { conversationId, display };
  });
}

/** A turn of a talk; a listener’s is the reply of that id. */
interface FiledTurn extends ContextTurn {
  readonly replyId?: number;
}

interface SaidTurn {
  readonly said: string;
  readonly reply: string | null;
  readonly replyId: number | null;
}

/**
 * Ends a talk: it becomes a dialogue of the study's dataset, its replies responses of the system's run there, which are
 * what is rated from now on. A second call changes nothing.
 *
 * @throws WorkbenchError `bad-input` where too little was said and answered yet, `closed` as `goOnTalking`
 */
export function endTalk(db: Db, own: OwnTalk): void {
  write(db, () => {
    const assignment = requireOwnAssignment(db, own);
    const talk = talkOf(db, own);
    if (!talk) return;
    requireOpenStudy(assignment);
    ensurePlace(db, assignment, own.now);
    const turns = talk.conversationId === null ? [] : saidTurns(db, talk.conversationId);
    const answered = turns.filter(({ reply }) => reply !== null).length;
    if (answered < talk.minimum)
      throw new WorkbenchError(
        'bad-input',
        `Talk a little longer: ${talk.minimum} answered messages are needed, and there ${answered === 1 ? 'is 1' : `are ${answered}`}. If no answer comes, skip the talk.`,
        { why: 'too-short' },
      );
    file(db, { assignment, talk, turns, now: own.now });
    renewLease(db, { ...own, leaseMinutes: assignment.leaseMinutes });
  });
}

function saidTurns(db: Db, conversationId: string): SaidTurn[] {
  return prepared(
    db,
    `select m.text as said, r.text as reply, r.id as replyId
     from conversation_messages m
     left join conversation_replies r on r.id = (
       select id from conversation_replies l
       where l.conversation_id = m.conversation_id and l.turn = m.turn and l.lane = 0
         and l.status in ('done', 'stopped') and l.text <> ''
       order by l.attempt desc limit 1)
     where m.conversation_id = ? order by m.turn`,
  ).all(conversationId) as SaidTurn[];
}

function file(
  db: Db,
  {
    assignment,
    talk,
    turns,
    now,
  }: {
    readonly assignment: HeldAssignment;
    readonly talk: Talk;
    readonly turns: readonly SaidTurn[];
    readonly now: string;
  },
): void {
  const last = turns.findLastIndex(({ reply }) => reply !== null);
  // What nobody answered at the end is no part of the dialogue that is rated.
  const dialogue = turns
    .slice(0, last + 1)
    .flatMap(({ said, reply, replyId }): FiledTurn[] => [
      { speaker: 'speaker', text: said },
      ...(reply === null || replyId === null ? [] : [{ speaker: 'listener' as const, text: reply, replyId }]),
    ]);
  const responses = fileTalk(db, { assignment, situation: talk.situation, emotion: talk.emotion, dialogue });
  prepared(db, 'update assignments set response_order = ? where id = ?').run(
    JSON.stringify(responses),
    assignment.id,
  );
  prepared(db, 'update conversations set ended_at = coalesce(ended_at, ?) where id = ?').run(
    now,
    talk.conversationId,
  );
}
