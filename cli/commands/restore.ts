import { basename } from 'node:path';
import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { userPath } from '../user-path.ts';

export function registerRestoreCommand(program: Command, cli: CliContext): void {
  program
    .command('restore')
    .description('put a backup in the place of the state; what was there is kept beside it')
    .argument('<file>', 'a file that `backup` wrote')
    .addHelpText('after', '\nExample:\n  $ npm run --silent workbench -- restore workbench-backup.sqlite')
    .action(async (file: string) => {
      const { restoreBackup } = await import('#jobs/restore-backup.ts');
      const kept = restoreBackup({ path: userPath(file), dataDir: cli.dataDir, now: cli.now() });
      cli.json({ restored: userPath(file), kept: kept ?? null });
      cli.print(`Restored ${file}.`);
      if (kept) cli.print(`What was there before is kept as ${basename(kept)} in the data folder.`);
    });
}
