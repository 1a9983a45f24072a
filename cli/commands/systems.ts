import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatTable, groupDigits } from '../format-table.ts';

const run = '$ npm run --silent workbench --';

export function registerSystemCommands(program: Command, cli: CliContext): void {
  const group = program
    .command('systems')
    .description('what answers: people, imported systems, generators')
    .addHelpText('after', `\nExample:\n  ${run} systems list`);
  registerList(group, cli);
  registerShow(group, cli);
}

function registerList(group: Command, cli: CliContext): void {
  group
    .command('list')
    .description('every system with its number of answers')
    .addHelpText('after', `\nExample:\n  ${run} systems list`)
    .action(async () => {
      const { listSystems } = await import('#db/queries/systems.ts');
      const rows = listSystems(cli.openDb());
      for (const row of rows) cli.json(row);
      if (rows.length === 0) cli.print('No systems yet. `import responses` brings some in.');
      else
        cli.print(
          formatTable(
            ['name', 'kind', 'runs', 'answers'],
            rows.map((row) => [row.name, row.kind, row.runs, row.responses]),
          ),
        );
    });
}

function registerShow(group: Command, cli: CliContext): void {
  group
    .command('show')
    .description('one system and where it has answered')
    .argument('<name>', 'the system’s name')
    .addHelpText('after', `\nExample:\n  ${run} systems show human`)
    .action(async (name: string) => {
      const { findSystemDetails } = await import('#db/queries/systems.ts');
      const system = findSystemDetails(cli.openDb(), name);
      cli.json(system);
      cli.print(`${system.name} (${system.kind}), ${groupDigits(system.responses)} answers`);
      if (system.description) cli.print(system.description);
      if (system.runsByDataset.length > 0)
        cli.print(
          formatTable(
            ['dataset', 'run', 'answers', 'since'],
            system.runsByDataset.map((row) => [row.dataset, row.label, row.responses, row.createdAt]),
          ),
        );
    });
}
