import type { Db } from '#db/client.ts';
import { listRunningImports, undoImport } from '#db/queries/imports.ts';
import { isProcessAlive } from './process-alive.ts';

/**
 * Undoes the imports whose process was killed, so that a file is in as a whole or not at all. Call it wherever the
 * database is opened for use. Returns how many were undone.
 */
export function recoverInterruptedImports(db: Db, now: string): number {
  const dead = listRunningImports(db).filter(
    ({ processId, createdAt }) => !isProcessAlive(processId, createdAt),
  );
  for (const { id } of dead) undoImport(db, id, { error: 'The process that imported it ended.', now });
  return dead.length;
}
