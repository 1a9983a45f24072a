import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { ContextTurn } from '../schema/datasets.ts';
import type { ImportTarget } from './import-target.ts';

// Every function here writes one row of an import, marked as pending. Call them inside a `write`.

export interface NewDialogue {
  readonly convId: string;
  readonly split: string | null;
  readonly emotion: string | null;
  readonly situation: string | null;
  readonly turnCount: number;
}

export function insertDialogue(db: Db, target: ImportTarget, dialogue: NewDialogue): number {
  const { lastInsertRowid } = prepared(
    db,
    `insert into dialogues (dataset_id, conv_id, split, emotion, situation, turn_count, pending_import)
     values (?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    target.datasetId,
    dialogue.convId,
    dialogue.split,
    dialogue.emotion,
    dialogue.situation,
    dialogue.turnCount,
    target.importId,
  );
  return Number(lastInsertRowid);
}

/** The turns of a dialogue that has none yet. */
export function insertTurns(db: Db, dialogueId: number, turns: readonly ContextTurn[]): void {
  const insert = prepared(
    db,
    'insert into turns (dialogue_id, turn_index, speaker, text) values (?, ?, ?, ?)',
  );
  for (const [index, turn] of turns.entries()) insert.run(dialogueId, index, turn.speaker, turn.text);
}

export interface NewContext {
  readonly dialogueId: number;
  readonly historyHash: string;
  readonly occurrence: number;
  /** Oldest first; its length is the context's `turnIndex`. */
  readonly history: readonly ContextTurn[];
  readonly reference: string | null;
}

/** A context, and its reference as the answer of `human`. */
export function insertContext(db: Db, target: ImportTarget, context: NewContext): number {
  const { lastInsertRowid } = prepared(
    db,
    `insert into contexts
       (dataset_id, dialogue_id, turn_index, occurrence, history_hash, history, reference, pending_import)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    target.datasetId,
    context.dialogueId,
    context.history.length,
    context.occurrence,
    context.historyHash,
    JSON.stringify(context.history.map(({ speaker, text }) => ({ speaker, text }))),
    context.reference,
    target.importId,
  );
  const contextId = Number(lastInsertRowid);
  if (context.reference !== null)
    insertResponse(db, target, { runId: target.humanRunId, contextId, text: context.reference });
  return contextId;
}

/** Gives a context of this import its reference, where it has none yet; returns whether it did. */
export function fillReference(
  db: Db,
  target: ImportTarget,
  { contextId, reference }: { readonly contextId: number; readonly reference: string },
): boolean {
  const { changes } = prepared(
    db,
    'update contexts set reference = ? where id = ? and reference is null and pending_import = ?',
  ).run(reference, contextId, target.importId);
  if (changes === 0) return false;
  return insertResponse(db, target, { runId: target.humanRunId, contextId, text: reference });
}

/** An answer; returns false where this run has already answered this context, which then stays as it is. */
export function insertResponse(
  db: Db,
  target: Pick<ImportTarget, 'importId'>,
  response: { readonly runId: string; readonly contextId: number; readonly text: string },
): boolean {
  const { changes } = prepared(
    db,
    `insert into responses (run_id, context_id, text, pending_import) values (?, ?, ?, ?)
     on conflict (context_id, run_id) do nothing`,
  ).run(response.runId, response.contextId, response.text, target.importId);
  return changes === 1;
}
