import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WorkbenchError } from '#lib/errors.ts';
import { isProcessAlive } from './process-alive.ts';

const holderSchema = z.object({ pid: z.int().positive(), startedAt: z.iso.datetime() });

export interface DataDirLock {
  release(): void;
}

/**
 * Marks a data folder as served by this process, so that `restore` does not swap the database under it. A lock left
 * by a process that is gone is taken over.
 * @throws WorkbenchError `conflict` where another live process holds it
 */
export function acquireDataDirLock(dataDir: string): DataDirLock {
  mkdirSync(dataDir, { recursive: true });
  const path = lockPath(dataDir);
  if (!tryCreate(path)) {
    const holder = dataDirHolder(dataDir);
    if (holder !== undefined)
      throw new WorkbenchError(
        'conflict',
        `The data folder is already served by process ${holder}. Stop it first, or name another folder with WORKBENCH_DATA_DIR.`,
        { processId: holder },
      );
    rmSync(path, { force: true });
    if (!tryCreate(path))
      throw new WorkbenchError('conflict', 'Another server has just started on this data folder.');
  }
  return {
    release: () => {
      if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true });
    },
  };
}

/** Process id of the live server that holds the data folder, if one does. */
export function dataDirHolder(dataDir: string): number | undefined {
  const holder = readHolder(lockPath(dataDir));
  return holder && isProcessAlive(holder.pid, holder.startedAt) ? holder.pid : undefined;
}

function lockPath(dataDir: string): string {
  return join(dataDir, 'server.lock');
}

function tryCreate(path: string): boolean {
  try {
    const holder = { pid: process.pid, startedAt: new Date().toISOString() };
    writeFileSync(path, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): z.infer<typeof holderSchema> | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
