import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from '#db/client.ts';
import { uploadsPath } from '#db/location.ts';
import { listOpenPayloads } from '#db/queries/jobs.ts';
import { randomToken } from '#lib/ids.ts';

export interface NewUpload {
  /** What goes into a job's payload as `upload`. */
  readonly upload: string;
  /** Where to write the bytes. */
  readonly path: string;
}

/** A place for a file sent from the browser; the worker removes it once its job is over. */
export function newUpload(dataDir: string): NewUpload {
  mkdirSync(uploadsPath(dataDir), { recursive: true });
  const upload = randomToken(20);
  return { upload, path: uploadPath(dataDir, upload) };
}

export function uploadPath(dataDir: string, upload: string): string {
  if (!/^[a-z0-9]+$/.test(upload)) throw new Error('not the name of an upload');
  return join(uploadsPath(dataDir), upload);
}

export function removeUpload(dataDir: string, upload: string): void {
  rmSync(uploadPath(dataDir, upload), { force: true });
}

const longestStay = 24 * 3600 * 1000;

/** Removes files that no open job waits for, a day after they came: leftovers of broken uploads and killed workers. */
export function removeStrayUploads(db: Db, { dataDir, now }: { dataDir: string; now: number }): void {
  const wanted = new Set(
    listOpenPayloads(db).map((payload) => (payload as { input?: { upload?: string } }).input?.upload),
  );
  for (const name of listFiles(uploadsPath(dataDir))) {
    const path = join(uploadsPath(dataDir), name);
    if (!wanted.has(name) && now - statSync(path).mtimeMs > longestStay) rmSync(path, { force: true });
  }
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
