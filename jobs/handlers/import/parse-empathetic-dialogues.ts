import { firstTextProblem } from './check-text.ts';
import { convIdProblem, type ImportedDialogue, labelsProblem } from './imported-dialogue.ts';
import type { LineBlock } from './open-lines.ts';
import type { RowProblems } from './row-problems.ts';

const requiredColumns = [
  'conv_id',
  'utterance_idx',
  'context',
  'prompt',
  'speaker_idx',
  'utterance',
] as const;
type Column = (typeof requiredColumns)[number];

/** The official header. Rows of the official valid and test files may hold one field more, candidates split by `|`. */
const officialWidth = 8;
/** Such as `5|5|5_2|2|5`. */
const selfevalForm = /^\d+(\|\d+)+(_\d+(\|\d+)*)?$/;

interface Row {
  readonly line: number;
  readonly convId: string;
  readonly index: number;
  readonly emotion: string | null;
  readonly situation: string | null;
  readonly speaker: string;
  readonly text: string;
}

/**
 * Dialogues from the official EmpatheticDialogues CSV (Rashkin et al. 2019): fields are split at every comma,
 * quotation marks mean nothing, and a comma inside a field is written `_comma_`. Consecutive rows of a `conv_id` are
 * one dialogue; whoever has its first turn is the speaker, anyone else the listener.
 * Bad rows go to `problems`, and their dialogues are left out.
 */
export async function* parseEmpatheticDialogues(
  blocks: AsyncIterable<LineBlock>,
  problems: RowProblems,
): AsyncGenerator<ImportedDialogue> {
  let columns: Columns | undefined;
  let rows: Row[] = [];
  const finished = new Map<string, number>();
  for await (const { firstLine, texts } of blocks) {
    for (const [offset, raw] of texts.entries()) {
      const line = firstLine + offset;
      const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      if (text === '') continue;
      if (!columns) {
        columns = readHeader(text, line, problems);
        continue;
      }
      const row = readRow(text, line, columns);
      if (typeof row === 'string') {
        problems.add(line, row);
        continue;
      }
      const current = rows[0];
      if (current && current.convId !== row.convId) {
        yield toDialogue(rows);
        finished.set(current.convId, current.line);
        rows = [];
      }
      const problem = continuationProblem(row, rows, finished);
      if (problem) problems.add(line, problem);
      else rows.push(row);
    }
  }
  if (rows.length > 0) yield toDialogue(rows);
}

interface Columns {
  readonly width: number;
  readonly at: Readonly<Record<Column, number>>;
}

function readHeader(text: string, line: number, problems: RowProblems): Columns {
  const names = text.split(',').map((name) => name.trim());
  if (text.startsWith('{')) problems.add(line, 'this is JSON, not CSV. Use --format jsonl.');
  else if (names.some((name) => name.startsWith('"')))
    problems.add(
      line,
      'the header is quoted, but the official EmpatheticDialogues CSV has no quoting. Convert the file to JSON Lines and use --format jsonl.',
    );
  // What is wrong with its form comes first: without it no column can be told.
  problems.finish();
  const missing = requiredColumns.filter((name) => !names.includes(name));
  if (missing.length > 0)
    problems.add(
      line,
      `the header lacks the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}. The official one is conv_id,utterance_idx,context,prompt,speaker_idx,utterance,selfeval,tags.`,
    );
  // Without its columns no row can be read.
  problems.finish();
  const at = Object.fromEntries(requiredColumns.map((name) => [name, names.indexOf(name)]));
  return { width: names.length, at: at as Record<Column, number> };
}

function readRow(text: string, line: number, { width, at }: Columns): Row | string {
  const fields = text.split(',');
  if (fields.length !== width && !hasCandidates(fields, width))
    return `${fields.length} fields instead of ${width}. A comma inside a field must be written _comma_, and no field may be quoted.`;
  const field = (name: Column) => (fields[at[name]] ?? '').replaceAll('_comma_', ',');
  const emotion = field('context');
  const situation = field('prompt');
  const row: Row = {
    line,
    convId: field('conv_id'),
    index: Number(field('utterance_idx')),
    emotion: emotion === '' ? null : emotion,
    situation: situation === '' ? null : situation,
    speaker: field('speaker_idx'),
    text: field('utterance'),
  };
  const problem = convIdProblem(row.convId) ?? rowProblem(row);
  return problem ?? row;
}

/** Whether the one field too many is the candidates', and not the half of a text with a bare comma in it. */
function hasCandidates(fields: readonly string[], width: number): boolean {
  if (width !== officialWidth || fields.length !== width + 1) return false;
  const [selfeval = '', , candidates = ''] = fields.slice(6);
  const isSelfeval = selfevalForm.test(selfeval);
  return candidates.includes('|') ? isSelfeval || selfeval === '' : isSelfeval && candidates === '';
}

function rowProblem(row: Row): string | undefined {
  if (!Number.isInteger(row.index) || row.index < 0) return 'utterance_idx is not a whole number.';
  if (row.speaker === '') return 'speaker_idx is empty.';
  const problem = firstTextProblem([
    ['context', row.emotion],
    ['prompt', row.situation],
    ['utterance', row.text],
  ]);
  return problem ?? labelsProblem(row);
}

function continuationProblem(
  row: Row,
  rows: readonly Row[],
  finished: ReadonlyMap<string, number>,
): string | undefined {
  const earlier = finished.get(row.convId);
  if (earlier !== undefined)
    return `conv_id ${row.convId} already stood at line ${earlier}; the rows of a dialogue must stand together.`;
  const [first] = rows;
  const last = rows.at(-1);
  if (!first || !last) return undefined;
  if (row.index <= last.index)
    return `utterance_idx ${row.index} does not rise above the ${last.index} of line ${last.line}.`;
  if (row.emotion !== first.emotion)
    return `context differs from line ${first.line} of the same dialogue; a dialogue has one emotion.`;
  if (row.situation !== first.situation)
    return `prompt differs from line ${first.line} of the same dialogue; a dialogue has one situation.`;
  return undefined;
}

function toDialogue(rows: readonly Row[]): ImportedDialogue {
  const first = rows[0] as Row;
  return {
    line: first.line,
    convId: first.convId,
    emotion: first.emotion,
    situation: first.situation,
    turns: rows.map((row) => ({
      speaker: row.speaker === first.speaker ? 'speaker' : 'listener',
      text: row.text,
    })),
  };
}
