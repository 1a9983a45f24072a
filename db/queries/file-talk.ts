import type { Db } from '../client.ts';
import { historyHash } from '../history-hash.ts';
import { prepared } from '../prepared.ts';
import type { ContextTurn } from '../schema/datasets.ts';

interface TalkToFile {
  readonly assignment: { readonly id: string; readonly studyId: string; readonly itemId: number };
  readonly situation: string | null;
  readonly emotion: string | null;
  /** Oldest first; a listener's turn is the reply of that id. */
  readonly dialogue: readonly (ContextTurn & { readonly replyId?: number })[];
}

/**
 * Makes a talk a dialogue of its study's dataset: its turns, a context for every reply, and the reply as response of the
 * system's run there. Its name tells neither who talked nor with which system. To be called inside `write`.
 *
 * @returns the responses in the order of their turns
 */
export function fileTalk(db: Db, { assignment, situation, emotion, dialogue }: TalkToFile): number[] {
  const { runId, datasetId } = prepared(
    db,
    `select r.id as runId, r.dataset_id as datasetId
     from study_items i join study_systems s on s.study_id = i.study_id and s.system_id = i.system_id
     join runs r on r.id = s.run_id where i.id = ?`,
  ).get(assignment.itemId) as { runId: string; datasetId: string };
  const dialogueId = insertDialogue(db, { datasetId, situation, emotion, turns: dialogue.length });
  return dialogue.flatMap(({ speaker, text, replyId }, turn) => {
    prepared(db, 'insert into turns (dialogue_id, turn_index, speaker, text) values (?, ?, ?, ?)').run(
      dialogueId,
      turn,
      speaker,
      text,
    );
    if (replyId === undefined) return [];
    const history = dialogue.slice(0, turn).map((before) => ({ speaker: before.speaker, text: before.text }));
    const contextId = insertContext(db, { datasetId, dialogueId, turn, history });
    const responseId = insertResponse(db, { runId, contextId, text, replyId });
    prepared(db, 'insert into item_responses (item_id, response_id) values (?, ?)').run(
      assignment.itemId,
      responseId,
    );
    return [responseId];
  });
}

function insertDialogue(
  db: Db,
  talk: {
    readonly datasetId: string;
    readonly situation: string | null;
    readonly emotion: string | null;
    readonly turns: number;
  },
): number {
  const { number } = prepared(db, 'select count(*) + 1 as number from dialogues where dataset_id = ?').get(
    talk.datasetId,
  ) as { number: number };
  const { lastInsertRowid } = prepared(
    db,
    `insert into dialogues (dataset_id, conv_id, emotion, situation, turn_count)
     values (@datasetId, @convId, @emotion, @situation, @turns)`,
  ).run({ ...talk, convId: `talk:${number}` });
  return Number(lastInsertRowid);
}

function insertContext(
  db: Db,
  context: {
    readonly datasetId: string;
    readonly dialogueId: number;
    readonly turn: number;
    readonly history: readonly ContextTurn[];
  },
): number {
  const { lastInsertRowid } = prepared(
    db,
    `insert into contexts (dataset_id, dialogue_id, turn_index, history_hash, history)
     values (@datasetId, @dialogueId, @turn, @hash, @history)`,
  ).run({
    ...context,
    hash: historyHash(context.history.map(({ text }) => text)),
    history: JSON.stringify(context.history),
  });
  return Number(lastInsertRowid);
}

/** With what the system knew of its reply, and all that the reply depends on. */
function insertResponse(
  db: Db,
  {
    replyId,
    ...response
  }: {
    readonly runId: string;
    readonly contextId: number;
    readonly text: string;
    readonly replyId: number;
  },
): number {
  const { lastInsertRowid } = prepared(
    db,
    'insert into responses (run_id, context_id, text) values (@runId, @contextId, @text)',
  ).run(response);
  prepared(
    db,
    `insert into response_details (response_id, details)
     select ?, json_set(details, '$.origin', json(origin)) from conversation_replies where id = ?`,
  ).run(lastInsertRowid, replyId);
  return Number(lastInsertRowid);
}
