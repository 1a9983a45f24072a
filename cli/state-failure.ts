import { WorkbenchError } from '#lib/errors.ts';

/** What SQLite and the file system say of the data folder that a person can mend. */
const sentences: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: 'The database in the data folder is no database. Restore a backup with `restore FILE`.',
  SQLITE_CORRUPT: 'The database in the data folder is damaged. Restore a backup with `restore FILE`.',
  SQLITE_FULL: 'The disk of the data folder is full. Make room, then try again.',
  SQLITE_BUSY: 'Another program is writing to the database for too long. Try again in a moment.',
  SQLITE_CANTOPEN:
    'The database in the data folder cannot be opened. Check WORKBENCH_DATA_DIR and its permissions.',
  SQLITE_READONLY: 'The data folder may not be written. Check WORKBENCH_DATA_DIR and its permissions.',
  ENOSPC: 'The disk is full. Make room, then try again.',
  EROFS: 'The data folder may not be written. Name another with WORKBENCH_DATA_DIR.',
};

/** A mendable failure of the state around the program, as the sentence for it; undefined for anything else. */
export function stateFailure(error: unknown): WorkbenchError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    // Extended codes such as SQLITE_BUSY_SNAPSHOT begin with the plain one.
    const known = Object.keys(sentences).find((key) => code === key || code?.startsWith(`${key}_`));
    if (known) return new WorkbenchError('unavailable', sentences[known] ?? '');
  }
  return undefined;
}
