import type { Command } from 'commander';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { addDeviceOptions, type DeviceFlags, sessionOptions } from '../device-options.ts';
import { userPath } from '../user-path.ts';

export function registerVerifyCommand(program: Command, cli: CliContext): void {
  const command = program
    .command('verify')
    .description(
      'run the models of a folder of reference numbers and compare: a line of JSON for each quantity, then the counts',
    )
    .argument(
      '<dir>',
      'reference files NAME.json beside Hugging Face folders NAME, in folders of their kind',
    );
  addDeviceOptions(command)
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run --silent workbench -- verify goldens/models\n\nExit status 1 where anything failed. What cannot be run is skipped with a reason, never passed.',
    )
    .action(async (dir: string, flags: DeviceFlags) => {
      const options = await sessionOptions(flags);
      const { verifyDirectory } = await import('#models/verification/verify-directory.ts');
      const counts = { passed: 0, failed: 0, skipped: 0 };
      for await (const line of verifyDirectory(userPath(dir), options)) {
        if ('skipped' in line) counts.skipped++;
        else counts[line.pass ? 'passed' : 'failed']++;
        await cli.write(`${JSON.stringify(line)}\n`);
      }
      await cli.write(`${JSON.stringify(counts)}\n`);
      if (counts.failed > 0)
        throw new WorkbenchError(
          'mismatch',
          `${counts.failed} quantit${counts.failed === 1 ? 'y lies' : 'ies lie'} outside the tolerance: look for "pass":false above.`,
        );
    });
}
