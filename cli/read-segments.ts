import { readFileSync } from 'node:fs';
import { WorkbenchError } from '#lib/errors.ts';

/**
 * The lines of a text file, one segment each, empty ones among them. A line ends with LF or CR LF, and the last may
 * lack its end.
 * @throws WorkbenchError `not-found`, `bad-input`
 */
export function readSegments(path: string): string[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new WorkbenchError('not-found', `There is no file ${path}.`);
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw new WorkbenchError('bad-input', `${path} is not text in UTF-8: convert it first.`);
    throw new WorkbenchError('bad-input', `${path} cannot be read (${code ?? 'too long'}).`);
  }
  if (text === '') return [];
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
