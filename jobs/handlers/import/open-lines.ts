import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { WorkbenchError } from '#lib/errors.ts';
import { foreignFileType, isGzip, sniffLength } from './sniff-file-type.ts';

/** The longest line that is read, in bytes. A longer one is not data of this kind, and is never held in memory. */
export const maxLineBytes = 8 * 1024 * 1024;

export interface SourceFile {
  readonly path: string;
  /** The file's name as the person knows it, where it lies under another one. */
  readonly fileName?: string;
}

export interface LineBlock {
  /** Number of the first line, from 1. */
  readonly firstLine: number;
  /** Lines without their line feed; a carriage return before it is kept. */
  readonly texts: readonly string[];
}

const lineFeed = 10;
const byteOrderMark = '\uFEFF';

/**
 * Reads a text file, plain or gzip (told by its first bytes, not its name), a block of whole lines at a time.
 * @throws WorkbenchError where it cannot be opened, is empty, is no UTF-8 text, is damaged, or holds a line of more
 * than `maxLineBytes`; it names the line where there is one
 */
export async function* openLines({ path, fileName }: SourceFile): AsyncGenerator<LineBlock> {
  const name = fileName ?? basename(path);
  const head = await readHead(path, name);
  refuseForeign(head, name);
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  const stream: Readable = isGzip(head) ? file.pipe(createGunzip({ chunkSize: 1 << 18 })) : file;
  file.once('error', (error) => stream.destroy(error));
  const splitter = new LineSplitter(name);
  try {
    for await (const chunk of stream) {
      const block = splitter.take(chunk as Buffer);
      if (block) yield block;
    }
  } catch (error) {
    throw readFailure(error, { name, line: splitter.nextLine });
  } finally {
    stream.destroy();
    file.destroy();
  }
  const last = splitter.end();
  if (last) yield last;
  if (splitter.nextLine === 1) throw new WorkbenchError('bad-input', `${name} is empty.`);
}

class LineSplitter {
  nextLine = 1;
  private held: Buffer[] = [];
  private heldBytes = 0;

  constructor(private readonly name: string) {}

  /** The whole lines that `chunk` completes. */
  take(chunk: Buffer): LineBlock | undefined {
    if (this.nextLine === 1 && this.heldBytes === 0) refuseForeign(chunk, this.name);
    const end = chunk.lastIndexOf(lineFeed);
    if (end === -1) {
      this.hold(chunk);
      return undefined;
    }
    const first = chunk.indexOf(lineFeed);
    this.refuseLong(this.heldBytes + first);
    const block = Buffer.concat([...this.held, chunk.subarray(0, end)]);
    this.held = [];
    this.heldBytes = 0;
    const result = this.decode(block);
    this.hold(chunk.subarray(end + 1));
    return result;
  }

  /** The last line, where the file does not end in a line feed. */
  end(): LineBlock | undefined {
    if (this.heldBytes === 0) return undefined;
    return this.decode(Buffer.concat(this.held));
  }

  private hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.refuseLong(this.heldBytes + bytes.length);
    this.held.push(bytes);
    this.heldBytes += bytes.length;
  }

  private refuseLong(bytes: number): void {
    if (bytes > maxLineBytes)
      throw new WorkbenchError(
        'too-large',
        `${this.name}, line ${this.nextLine} is longer than ${maxLineBytes / 1024 / 1024} MB. Check that its line breaks were not lost.`,
        { line: this.nextLine },
      );
  }

  private decode(block: Buffer): LineBlock {
    if (!isUtf8(block)) throw this.notUtf8(block);
    const firstLine = this.nextLine;
    const text = block.toString('utf8');
    const texts = (firstLine === 1 && text.startsWith(byteOrderMark) ? text.slice(1) : text).split('\n');
    this.nextLine += texts.length;
    return { firstLine, texts };
  }

  private notUtf8(block: Buffer): WorkbenchError {
    let line = this.nextLine;
    let start = 0;
    for (let end = block.indexOf(lineFeed); end !== -1; end = block.indexOf(lineFeed, start)) {
      if (!isUtf8(block.subarray(start, end))) break;
      start = end + 1;
      line++;
    }
    return new WorkbenchError(
      'bad-row',
      `${this.name}, line ${line} is not valid UTF-8. Save the file as UTF-8 text and import it again.`,
      { line },
    );
  }
}

async function readHead(path: string, name: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const head = new Uint8Array(sniffLength);
      const { bytesRead } = await file.read(head, 0, sniffLength, 0);
      if (bytesRead === 0) throw new WorkbenchError('bad-input', `${name} is empty.`);
      return head.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readFailure(error, { name, line: 1 });
  }
}

function refuseForeign(head: Uint8Array, name: string): void {
  const type = foreignFileType(head);
  if (type) throw new WorkbenchError('bad-input', `${name} is ${type}, then import that.`);
}

/** Turns what the file system and zlib say into a sentence; what is not theirs stays as it is. */
function readFailure(error: unknown, at: { readonly name: string; readonly line: number }): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const fail = (sentence: string) => new WorkbenchError('bad-input', sentence, { line: at.line });
  switch (code) {
    case 'ENOENT':
      return new WorkbenchError('not-found', `There is no file ${at.name} at the place named.`);
    case 'EISDIR':
      return fail(`${at.name} is a folder. Name a file in it.`);
    case 'EACCES':
    case 'EPERM':
      return fail(`${at.name} cannot be read: permission denied.`);
    case 'Z_BUF_ERROR':
      return fail(
        `${at.name} is a gzip file that ends too early (near line ${at.line}): it was cut off. Download or copy it again.`,
      );
    default:
      if (code?.startsWith('Z_'))
        return fail(`${at.name} is a damaged gzip file (near line ${at.line}). Download or copy it again.`);
      return error;
  }
}
