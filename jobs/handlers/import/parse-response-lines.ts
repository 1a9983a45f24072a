import { z } from 'zod';
import { firstTextProblem } from './check-text.ts';
import { convIdProblem, labelsProblem } from './imported-dialogue.ts';
import type { LineBlock } from './open-lines.ts';
import { parseJsonLine } from './parse-json-line.ts';
import { readRows } from './read-rows.ts';
import type { RowProblems } from './row-problems.ts';
import { systemNameProblem } from './system-name.ts';

/** A context with answers of systems, as a file tells it. */
export interface ResponseRow {
  readonly line: number;
  /** Null where the file does not know the dialogue. */
  readonly convId: string | null;
  readonly turnIndex: number;
  readonly emotion: string | null;
  /** The turns before the answer, oldest first; `turnIndex` of them. */
  readonly context: readonly string[];
  readonly reference: string | null;
  readonly responses: readonly (readonly [system: string, text: string])[];
  /** The file's own number or name of the row, where it has one. */
  readonly item: string | null;
}

const rowSchema = z.object({
  conv_id: z.union([z.string(), z.int(), z.null()], 'missing, or neither text, a whole number nor null'),
  turn_index: z.int().min(1, 'must be 1 or more: it counts the turns before the answer'),
  emotion: z.string().nullish(),
  context: z.array(z.string()).min(1, 'must hold at least one turn'),
  reference: z.string().nullish(),
  responses: z.record(z.string(), z.string()),
  item: z.union([z.string(), z.number(), z.null()], 'neither text nor a number').optional(),
});

/**
 * Answers from JSON Lines `{conv_id, turn_index, emotion?, context: [...], reference, responses: {SYSTEM: TEXT}}`;
 * further keys are passed over, but for `item`. Bad rows go to `problems`.
 */
export function parseResponseLines(
  blocks: AsyncIterable<LineBlock>,
  problems: RowProblems,
): AsyncGenerator<ResponseRow> {
  return readRows(blocks, problems, readRow);
}

function readRow(text: string, line: number): ResponseRow | string {
  const parsed = parseJsonLine(text, rowSchema);
  if ('problem' in parsed) return parsed.problem;
  const { value } = parsed;
  const row: ResponseRow = {
    line,
    convId: value.conv_id === null ? null : String(value.conv_id),
    turnIndex: value.turn_index,
    emotion: value.emotion || null,
    context: value.context,
    reference: value.reference ?? null,
    responses: Object.entries(value.responses),
    item: value.item == null ? null : String(value.item),
  };
  return rowProblem(row) ?? row;
}

function rowProblem(row: ResponseRow): string | undefined {
  if (row.turnIndex !== row.context.length)
    return `turn_index is ${row.turnIndex} but context has ${row.context.length} turns; turn_index is the number of turns before the answer.`;
  if (row.responses.length === 0) return 'field responses is empty; give at least one {"SYSTEM": "answer"}.';
  for (const [system, text] of row.responses) {
    const problem = systemNameProblem(system) ?? firstTextProblem([[`the answer of ${system}`, text]]);
    if (problem) return problem;
  }
  return (
    (row.convId === null ? undefined : convIdProblem(row.convId)) ??
    labelsProblem({ emotion: row.emotion, situation: null }) ??
    firstTextProblem([
      ['reference', row.reference],
      ...row.context.map((text, index) => [`field context.${index}`, text] as const),
    ])
  );
}
