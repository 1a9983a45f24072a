import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { WorkbenchError } from '#lib/errors.ts';
import { interruptSignal } from './interrupt.ts';

/** A text in rows that are made as they are written. */
export interface RowText {
  readonly header: string;
  /** Each with its line break. */
  readonly rows: Iterable<string>;
}

type Put = (text: string) => void | Promise<void>;

// Characters gathered before they are written: few system calls, and memory stays bounded.
const bufferSize = 64 * 1024;

/** Writes header and rows through `put`, in whole rows, and lets Ctrl-C in between. Returns the number of rows. */
export async function writeRows({ header, rows }: RowText, put: Put): Promise<number> {
  const signal = interruptSignal();
  let count = 0;
  let buffer = header;
  for (const row of rows) {
    buffer += row;
    count++;
    if (buffer.length < bufferSize) continue;
    await put(buffer);
    buffer = '';
    await setImmediate();
    if (signal.aborted) throw new WorkbenchError('interrupted', 'Interrupted before the end of the export.');
  }
  if (buffer !== '') await put(buffer);
  return count;
}

/** The same into a file, which is there as a whole or not at all. Throws `bad-input` where it cannot be written. */
export async function writeRowsToFile(path: string, text: RowText): Promise<number> {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    const file = openSync(unfinished, 'w');
    let count: number;
    try {
      count = await writeRows(text, (part) => writeFully(file, part));
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
    return count;
  } catch (error) {
    rmSync(unfinished, { force: true });
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^E[A-Z]+$/.test(code))
      throw new WorkbenchError(
        'bad-input',
        `${path} cannot be written (${code}). Name another place with --out.`,
      );
    throw error;
  }
}

/** `writeSync` may write less than it was given. */
function writeFully(file: number, text: string): void {
  let bytes: Uint8Array = Buffer.from(text);
  while (bytes.length > 0) bytes = bytes.subarray(writeSync(file, bytes));
}
