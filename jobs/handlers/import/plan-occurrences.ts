import { historyHash, textHash } from '#db/history-hash.ts';
import type { ResponseRow } from './parse-response-lines.ts';

/**
 * A context of the file. Files of published answers hold contexts that neither dialogue nor text tells apart: the
 * same turns stand there twice with other answers. They are kept apart by `occurrence`.
 */
export interface PlannedContext {
  readonly convId: string;
  readonly turnIndex: number;
  readonly historyHash: string;
  readonly occurrence: number;
  /** Set once it is known in the database. */
  contextId: number | undefined;
}

interface Held {
  readonly context: PlannedContext;
  readonly item: string | null;
  reference: string | null;
  /** Hash of the answer, by system. */
  readonly answers: Map<string, string>;
}

export interface PlannedDialogue {
  /** The row with the longest context: the dialogue's turns come from it. */
  longestLine: number;
  turnCount: number;
  turnIndex: number;
}

/**
 * Decides which context every row of a file belongs to. A row goes to the first occurrence of its dialogue, turn and
 * history that carries the same `item` (where rows have one), the same reference and no other answer of the same
 * system; where there is none it begins the next occurrence. So rows that bring further systems merge, and the same
 * file always gives the same contexts. Keeps hashes only.
 */
export class OccurrencePlan {
  /** By row, in the order of the file; undefined for a row that says nothing new. */
  readonly rows: (PlannedContext | undefined)[] = [];
  readonly dialogues = new Map<string, PlannedDialogue>();
  contexts = 0;
  answers = 0;
  repeatedRows = 0;
  private readonly held = new Map<string, Held[]>();

  /** Returns the row's context and the systems whose answers are new to it; undefined where nothing is. */
  add(
    row: ResponseRow,
  ): { readonly context: PlannedContext; readonly systems: readonly string[] } | undefined {
    const convId = convIdOf(row);
    this.noteDialogue(convId, row);
    const hash = historyHash(row.context);
    const key = `${convId}\n${row.turnIndex}\n${hash}`;
    const occurrences = this.held.get(key) ?? [];
    this.held.set(key, occurrences);
    const reference = row.reference === null ? null : textHash(row.reference);
    const answers = row.responses.map(([system, text]) => [system, textHash(text)] as const);
    let found = occurrences.find((held) => isCompatible(held, { item: row.item, reference, answers }));
    const isNew = !found;
    if (!found) {
      const context = {
        convId,
        turnIndex: row.turnIndex,
        historyHash: hash,
        occurrence: occurrences.length,
        contextId: undefined,
      };
      found = { context, item: row.item, reference, answers: new Map() };
      occurrences.push(found);
      this.contexts++;
    }
    const { answers: heldAnswers, context } = found;
    const fresh = answers.filter(([system]) => !heldAnswers.has(system));
    for (const [system, answer] of fresh) heldAnswers.set(system, answer);
    this.answers += fresh.length;
    const bringsReference = found.reference === null && reference !== null;
    if (bringsReference) found.reference = reference;
    if (!isNew && fresh.length === 0 && !bringsReference) {
      this.repeatedRows++;
      this.rows.push(undefined);
      return undefined;
    }
    this.rows.push(context);
    return { context, systems: fresh.map(([system]) => system) };
  }

  private noteDialogue(convId: string, row: ResponseRow): void {
    const known = this.dialogues.get(convId);
    if (known && known.turnIndex >= row.turnIndex) return;
    this.dialogues.set(convId, {
      longestLine: row.line,
      turnIndex: row.turnIndex,
      turnCount: row.turnIndex + (row.reference === null ? 0 : 1),
    });
  }
}

/** A row without an id belongs to a dialogue named after its first turn. */
export function convIdOf(row: Pick<ResponseRow, 'convId' | 'context'>): string {
  return row.convId ?? `unnamed:${textHash(row.context[0] ?? '')}`;
}

function isCompatible(
  held: Held,
  row: {
    readonly item: string | null;
    readonly reference: string | null;
    readonly answers: readonly (readonly [string, string])[];
  },
): boolean {
  if (held.item !== null && row.item !== null && held.item !== row.item) return false;
  if (held.reference !== null && row.reference !== null && held.reference !== row.reference) return false;
  return row.answers.every(([system, answer]) => {
    const before = held.answers.get(system);
    return before === undefined || before === answer;
  });
}
