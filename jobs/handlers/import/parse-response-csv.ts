import { firstTextProblem } from './check-text.ts';
import { convIdProblem } from './imported-dialogue.ts';
import type { LineBlock } from './open-lines.ts';
import { readQuotedCsv } from './read-quoted-csv.ts';
import type { RowProblems } from './row-problems.ts';
import { systemNameProblem } from './system-name.ts';

/** One system's answer to a context that the dataset already holds. */
export interface ResponseCell {
  readonly line: number;
  readonly convId: string;
  readonly turnIndex: number;
  readonly system: string;
  readonly response: string;
}

/** Answers from a quoted CSV `conv_id, turn_index, system, response`; further columns are passed over. */
export async function* parseResponseCsv(
  blocks: AsyncIterable<LineBlock>,
  problems: RowProblems,
): AsyncGenerator<ResponseCell> {
  const shape = { required: ['conv_id', 'turn_index', 'system', 'response'] };
  for await (const { line, fields } of readQuotedCsv(blocks, shape, problems)) {
    const cell: ResponseCell = {
      line,
      convId: fields.conv_id ?? '',
      turnIndex: /^\d+$/.test(fields.turn_index ?? '') ? Number(fields.turn_index) : 0,
      system: fields.system ?? '',
      response: fields.response ?? '',
    };
    const problem = cellProblem(cell);
    if (problem) problems.add(line, problem);
    else yield cell;
  }
}

function cellProblem(cell: ResponseCell): string | undefined {
  if (cell.turnIndex < 1) return 'turn_index must be a whole number of 1 or more.';
  return (
    convIdProblem(cell.convId) ??
    systemNameProblem(cell.system) ??
    firstTextProblem([['response', cell.response]])
  );
}
