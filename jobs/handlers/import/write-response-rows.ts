import type { Db } from '#db/client.ts';
import { findDialogue, listTurns } from '#db/queries/import-lookups.ts';
import {
  fillReference,
  insertContext,
  insertDialogue,
  insertResponse,
  insertTurns,
} from '#db/queries/import-rows.ts';
import type { ImportTarget } from '#db/queries/import-target.ts';
import type { ContextTurn } from '#db/schema/datasets.ts';
import { alternatingTurns } from './alternating-turns.ts';
import type { ResponseRow } from './parse-response-lines.ts';
import type { PlannedContext, PlannedDialogue } from './plan-occurrences.ts';

interface KnownDialogue {
  readonly id: number;
  /** The turns that were there before this import; none for a dialogue that it makes. */
  readonly turns: readonly ContextTurn[];
}

/** Writes checked rows of JSON Lines. Call `write` inside a transaction. */
export class ResponseRowWriter {
  readonly added = { dialogues: 0, contexts: 0, responses: 0 };
  private readonly known = new Map<string, KnownDialogue>();

  constructor(
    private readonly db: Db,
    private readonly options: {
      readonly target: ImportTarget;
      readonly dialogues: ReadonlyMap<string, PlannedDialogue>;
    },
  ) {}

  write(row: ResponseRow, planned: PlannedContext): void {
    const { target, dialogues } = this.options;
    const dialogue = this.dialogueOf(row, planned.convId);
    if (dialogue.turns.length === 0 && dialogues.get(planned.convId)?.longestLine === row.line)
      insertTurns(this.db, dialogue.id, alternatingTurns(wholeTexts(row), row.turnIndex));
    const contextId = this.contextOf(row, planned, dialogue);
    for (const [system, text] of row.responses) {
      const runId = target.runIds.get(system);
      if (runId === undefined) throw new Error('a system without a run: the file changed while it was read');
      if (insertResponse(this.db, target, { runId, contextId, text })) this.added.responses++;
    }
  }

  private contextOf(row: ResponseRow, planned: PlannedContext, dialogue: KnownDialogue): number {
    const { target } = this.options;
    if (planned.contextId !== undefined) {
      const { contextId } = planned;
      if (row.reference !== null) fillReference(this.db, target, { contextId, reference: row.reference });
      return contextId;
    }
    planned.contextId = insertContext(this.db, target, {
      dialogueId: dialogue.id,
      historyHash: planned.historyHash,
      occurrence: planned.occurrence,
      history: historyOf(row, dialogue.turns),
      reference: row.reference,
    });
    this.added.contexts++;
    return planned.contextId;
  }

  private dialogueOf(row: ResponseRow, convId: string): KnownDialogue {
    const known = this.known.get(convId);
    if (known) return known;
    const { target, dialogues } = this.options;
    const stored = findDialogue(this.db, { datasetId: target.datasetId, convId });
    const found = stored
      ? { id: stored.id, turns: listTurns(this.db, stored.id) }
      : { id: this.insert(row, { convId, turnCount: dialogues.get(convId)?.turnCount ?? 0 }), turns: [] };
    this.known.set(convId, found);
    return found;
  }

  private insert(row: ResponseRow, { convId, turnCount }: { convId: string; turnCount: number }): number {
    this.added.dialogues++;
    return insertDialogue(this.db, this.options.target, {
      convId,
      split: null,
      emotion: row.emotion,
      situation: null,
      turnCount,
    });
  }
}

function wholeTexts(row: ResponseRow): readonly string[] {
  return row.reference === null ? row.context : [...row.context, row.reference];
}

/** The dialogue's own speakers where its turns are the row's; else derived from who answers. */
function historyOf(row: ResponseRow, turns: readonly ContextTurn[]): readonly ContextTurn[] {
  const isSame = row.context.every((text, index) => turns[index]?.text === text);
  return isSame ? turns.slice(0, row.turnIndex) : alternatingTurns(row.context, row.turnIndex);
}
