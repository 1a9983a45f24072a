import { parse } from 'csv-parse/sync';
import { type LineBlock, maxLineBytes } from './open-lines.ts';
import type { RowProblems } from './row-problems.ts';

export interface CsvRow {
  /** Line at which the row begins, from 1; a quoted field may run over several lines. */
  readonly line: number;
  readonly fields: Readonly<Record<string, string>>;
}

export interface CsvShape {
  readonly required: readonly string[];
}

interface RawRow {
  readonly line: number;
  readonly text: string;
}

/**
 * Rows of a quoted CSV (RFC 4180), by column name. Rows are first cut at line feeds outside quotation marks, so that
 * every row knows its line, then their fields are taken apart a block at a time. Bad rows go to `problems`.
 */
export async function* readQuotedCsv(
  blocks: AsyncIterable<LineBlock>,
  { required }: CsvShape,
  problems: RowProblems,
): AsyncGenerator<CsvRow> {
  let header: readonly string[] | undefined;
  for await (const rows of cutRows(blocks, problems)) {
    if (!header) refuseJson(rows[0], problems);
    for (const { line, fields } of splitFields(rows)) {
      if (typeof fields === 'string') {
        problems.add(line, fields);
        // A header that cannot be read leaves nothing to read rows by.
        if (!header) problems.finish();
      } else if (!header) header = readHeader({ line, fields, required }, problems);
      else if (fields.length !== header.length)
        problems.add(
          line,
          `${fields.length} fields instead of the header's ${header.length}. Put a field that holds a comma or a line break in quotation marks.`,
        );
      else
        yield { line, fields: Object.fromEntries(header.map((name, index) => [name, fields[index] ?? ''])) };
    }
  }
}

function refuseJson(first: RawRow | undefined, problems: RowProblems): void {
  if (!first?.text.startsWith('{')) return;
  problems.add(first.line, 'this is JSON, not CSV. Name the format it has, or choose another file.');
  problems.finish();
}

/** Whole rows: a row goes on while the number of quotation marks seen in it is odd. */
async function* cutRows(
  blocks: AsyncIterable<LineBlock>,
  problems: RowProblems,
): AsyncGenerator<readonly RawRow[]> {
  let held: string[] = [];
  let heldLength = 0;
  let start = 1;
  let isOpen = false;
  for await (const { firstLine, texts } of blocks) {
    const rows: RawRow[] = [];
    for (const [offset, text] of texts.entries()) {
      if (held.length === 0) start = firstLine + offset;
      if (hasOddQuotes(text)) isOpen = !isOpen;
      held.push(text);
      heldLength += text.length;
      if (isOpen && heldLength > maxLineBytes) return refuseUnclosed(start, problems);
      if (isOpen) continue;
      const whole = held.join('\n');
      const row = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
      if (row !== '') rows.push({ line: start, text: row });
      held = [];
      heldLength = 0;
    }
    yield rows;
  }
  if (held.length > 0) return refuseUnclosed(start, problems);
}

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

function refuseUnclosed(line: number, problems: RowProblems): void {
  problems.add(
    line,
    'a quotation mark of this row is never closed. Close the field, and write a mark inside a field twice ("").',
  );
  problems.finish();
}

function splitFields(rows: readonly RawRow[]): { line: number; fields: readonly string[] | string }[] {
  if (rows.length === 0) return [];
  const records = tryParse(rows.map((row) => row.text).join('\n'));
  if (records && records.length === rows.length)
    return rows.map(({ line }, index) => ({ line, fields: records[index] ?? [] }));
  // Some row of the block is malformed: find it by reading them one by one.
  return rows.map(({ line, text }) => ({
    line,
    fields:
      tryParse(text)?.[0] ??
      'a quotation mark stands inside a field that is not quoted, or text follows a closing one. Put the whole field in quotation marks and write a mark inside it twice ("").',
  }));
}

function tryParse(text: string): string[][] | undefined {
  try {
    return parse(text, { record_delimiter: '\n', relax_column_count: true, skip_empty_lines: false });
  } catch {
    return undefined;
  }
}

function readHeader(
  { line, fields, required }: { line: number; fields: readonly string[]; required: readonly string[] },
  problems: RowProblems,
): readonly string[] {
  const names = fields.map((name) => name.trim());
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0)
    problems.add(
      line,
      `the header lacks the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}. It needs ${required.join(', ')}.`,
    );
  const repeated = names.find((name, index) => required.includes(name) && names.indexOf(name) !== index);
  if (repeated) problems.add(line, `the column ${repeated} stands twice in the header.`);
  problems.finish();
  return names;
}
