import type { LineBlock } from './open-lines.ts';
import type { RowProblems } from './row-problems.ts';

/**
 * The rows of a file with one on a line, blank lines passed over. Bad rows go to `problems`.
 * @param read a row, or what is wrong with it
 */
export async function* readRows<Row extends object>(
  blocks: AsyncIterable<LineBlock>,
  problems: RowProblems,
  read: (text: string, line: number) => Row | string,
): AsyncGenerator<Row> {
  for await (const { firstLine, texts } of blocks) {
    for (const [offset, text] of texts.entries()) {
      if (text.trim() === '') continue;
      const line = firstLine + offset;
      const row = read(text, line);
      if (typeof row === 'string') problems.add(line, row);
      else yield row;
    }
  }
}
