import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { WorkbenchError } from '#lib/errors.ts';

/**
 * A file's bytes as they stream from the disk, unpacked where its name ends in `.gz`.
 * @throws WorkbenchError `bad-input` where it is missing, or is no gzip file though it is called one
 */
export async function* readUnpacked(path: string): AsyncGenerator<Buffer> {
  if (!existsSync(path))
    throw new WorkbenchError('bad-input', `There is no ${path}: check the paths of the config and --data.`);
  const unpacked = path.endsWith('.gz') ? createGunzip() : undefined;
  const file = createReadStream(path);
  // Through `pipeline`, so that a failure of either stream reaches the one that is read.
  const done = unpacked ? pipeline(file, unpacked).catch(() => undefined) : undefined;
  try {
    yield* unpacked ?? file;
    await done;
  } catch {
    throw new WorkbenchError('bad-input', `${path} cannot be read: it is damaged or of another kind.`);
  }
}

/** A text file's lines, without their ends. Throws as `readUnpacked`. */
export async function* readLines(path: string): AsyncGenerator<string> {
  const input = Readable.from(readUnpacked(path));
  let failure: unknown;
  input.once('error', (error) => {
    failure = error;
  });
  yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  if (failure) throw failure;
}
