import { open, rm } from 'node:fs/promises';
import { formatBytes } from '#app/components/import/format-bytes.ts';
import { newUpload } from '#jobs/uploads.ts';
import { WorkbenchError } from '#lib/errors.ts';

/** The largest file taken from the browser, in bytes: 1 GB. The command line takes any. */
export const uploadLimit = 1e9;

export interface IncomingFile {
  readonly dataDir: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** How many bytes the browser said there are; null where it did not say. */
  readonly announced?: number | null;
  /** Default `uploadLimit`. */
  readonly limit?: number;
}

/**
 * Writes an incoming file to the data folder's uploads as it comes, and returns its name there. Nothing stays where
 * it throws: WorkbenchError `too-large`, or `bad-input` where it is empty or broke off.
 */
export async function receiveUpload({
  dataDir,
  bytes,
  announced = null,
  limit = uploadLimit,
}: IncomingFile): Promise<string> {
  const { upload, path } = newUpload(dataDir);
  try {
    const received = await writeBytes(path, bytes, limit);
    if (received > limit) throw tooLarge(limit);
    if (received === 0)
      throw new WorkbenchError('bad-input', 'The file is empty, or none was chosen.', { field: 'file' });
    if (announced !== null && received !== announced)
      throw new WorkbenchError('bad-input', 'The upload broke off. Send the file again.', { field: 'file' });
    return upload;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * Returns how many bytes came. Past the limit nothing more is written, but reading goes on up to twice as much: a
 * browser shows the answer only once it has sent what it sends.
 */
async function writeBytes(path: string, bytes: AsyncIterable<Uint8Array>, limit: number): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  let received = 0;
  try {
    for await (const chunk of bytes) {
      received += chunk.byteLength;
      if (received > 2 * limit) break;
      if (received <= limit) await writeWhole(file, chunk);
    }
  } finally {
    await file.close();
  }
  return received;
}

async function writeWhole(file: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.byteLength; )
    written += (await file.write(chunk, written)).bytesWritten;
}

function tooLarge(limit: number): WorkbenchError {
  return new WorkbenchError(
    'too-large',
    `The file is larger than ${formatBytes(limit)}. Compress it with gzip, or use the command line on the server.`,
    { field: 'file' },
  );
}

/** A request's body, a chunk at a time. */
export async function* bytesOf(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return;
  for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
}

/** Reads to the end and keeps nothing: a browser shows an answer only once it has sent what it sends. */
export async function discard(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of bytes);
}
