import { mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Command } from 'commander';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { groupDigits } from '../format-table.ts';
import { userPath } from '../user-path.ts';

export function registerBackupCommand(program: Command, cli: CliContext): void {
  program
    .command('backup')
    .description('the whole state to one file, while the program runs')
    .argument('<file>', 'where to write it; a file of that name is replaced')
    .addHelpText('after', '\nExample:\n  $ npm run --silent workbench -- backup workbench-backup.sqlite')
    .action(async (file: string) => {
      const { backUpDatabase } = await import('#db/queries/backup.ts');
      const path = userPath(file);
      const db = cli.openDb();
      try {
        mkdirSync(dirname(path), { recursive: true });
        if (isOfDatabase(path, db.driver.name))
          throw new WorkbenchError('bad-input', 'That is the database itself. Name another file.');
        await backUpDatabase(db, path);
      } catch (error) {
        throw writeFailure(error, file);
      }
      const bytes = statSync(path).size;
      cli.json({ file: path, bytes });
      cli.print(`Backed up to ${file} (${groupDigits(Math.ceil(bytes / 1024))} kB).`);
    });
}

/** Whether a path leads to the database or the files that SQLite keeps beside it, through whatever links. */
function isOfDatabase(path: string, database: string): boolean {
  const real = (file: string) => join(realpathSync(dirname(file)), basename(file));
  return ['', '-wal', '-shm', '-journal'].some((suffix) => real(path) === `${real(database)}${suffix}`);
}

function writeFailure(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'SQLITE_CANTOPEN')
    return new WorkbenchError('bad-input', `Cannot write ${file} (${code}). Choose another place.`);
  if (code === 'ENOSPC' || code === 'SQLITE_FULL')
    return new WorkbenchError('bad-input', `No room is left for ${file}. Choose another place.`);
  if (code === 'EISDIR' || code === 'ENOTDIR' || code === 'EEXIST')
    return new WorkbenchError('bad-input', `${file} is a folder or lies in a file. Name a file.`);
  return error;
}
