import type { Command } from 'commander';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';

export function registerCheckCommand(program: Command, cli: CliContext): void {
  program
    .command('check')
    .description(
      'look for damage: the file’s structure, its references, and the rules of studies and imports',
    )
    .addHelpText('after', '\nExample:\n  $ npm run --silent workbench -- check')
    .action(async () => {
      const { checkDatabase, checkNames } = await import('#db/queries/check-database.ts');
      const problems = checkDatabase(cli.openDb());
      cli.json({ ok: problems.length === 0, checks: checkNames, problems });
      for (const { check, what } of problems) cli.print(`${check}: ${what}`);
      if (problems.length > 0)
        throw new WorkbenchError(
          'conflict',
          `${problems.length} problem${problems.length === 1 ? '' : 's'} found. Make a backup, then restore the last good one.`,
        );
      cli.print(`All is well (${checkNames.join(', ')}).`);
    });
}
