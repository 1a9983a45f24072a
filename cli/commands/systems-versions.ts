import type { Command } from 'commander';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { formatTable } from '../format-table.ts';

const run = '$ npm run --silent workbench --';

/** Which checkpoint of a system is in service, and since when. */
export function registerVersionCommands(group: Command, cli: CliContext): void {
  group
    .command('versions')
    .description('which version of a system was in service since when, and its trainings')
    .argument('<name>', 'the system’s name')
    .addHelpText('after', `\nExample:\n  ${run} systems versions caire`)
    .action((name: string) => tellVersions(cli, name));
  group
    .command('put-into-service')
    .description('have a system answer with what a training made, or with an earlier version again')
    .argument('<name>', 'the system’s name')
    .option('--training <id>', 'as `systems versions` shows it')
    .option('--version <n>', 'as `systems versions` shows it')
    .option('--note <text>', 'why; it goes to the log of an open study', '')
    .option('--force', 'although open studies, arenas or chats use the system, or another training is undone')
    .addHelpText(
      'after',
      `\nExample:\n  ${run} systems put-into-service caire --version 1 --note "back to the start"`,
    )
    .action((name: string, flags: ServiceFlags) => serve(cli, name, flags));
}

interface ServiceFlags {
  readonly training?: string;
  readonly version?: string;
  readonly note: string;
  readonly force?: boolean;
}

async function tellVersions(cli: CliContext, name: string): Promise<void> {
  const { findGenerator } = await import('#db/queries/generator-systems.ts');
  const { listVersions } = await import('#db/queries/system-versions.ts');
  const { listTrainings } = await import('#db/queries/trainings.ts');
  const db = cli.openDb();
  const { id } = findGenerator(db, name);
  const [versions, trainings] = [listVersions(db, id), listTrainings(db, id)];
  cli.json({ system: name, versions, trainings });
  const rows = versions.map(({ version, since, checkpoint, trainingId, note }) => [
    version,
    since.slice(0, 16),
    checkpoint?.slice(0, 12) ?? '',
    trainingId ?? '',
    note,
  ]);
  if (rows.length === 0) cli.print(`${name} is as it was registered.`);
  else cli.print(formatTable(['version', 'since', 'checkpoint', 'training', 'note'], rows));
  if (trainings.length > 0)
    cli.print(
      `\n${formatTable(
        ['training', 'kind', 'since', 'status'],
        trainings.map((each) => [each.id, each.kind, each.createdAt.slice(0, 16), each.status]),
      )}`,
    );
}

async function serve(cli: CliContext, name: string, flags: ServiceFlags): Promise<void> {
  const { putBack, putIntoService } = await import('#jobs/training/put-into-service.ts');
  const { findTraining } = await import('#db/queries/trainings.ts');
  const db = cli.openDb();
  const deciding = {
    dataDir: cli.dataDir,
    by: null,
    note: flags.note,
    isConfirmed: flags.force === true,
    now: cli.now(),
  };
  if ((flags.training === undefined) === (flags.version === undefined))
    throw new WorkbenchError('bad-input', 'Name either --training or --version.');
  if (flags.training === undefined)
    await putBack(db, { ...deciding, system: name, version: Number(flags.version) });
  else if (findTraining(db, flags.training).system === name)
    await putIntoService(db, { ...deciding, id: flags.training });
  else throw new WorkbenchError('bad-input', `${flags.training} is no training of ${name}.`);
  cli.json({ system: name, ...flags });
  cli.print(`${name} answers with it from now on.`);
}
