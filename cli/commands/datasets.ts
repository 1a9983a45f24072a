import type { Command } from 'commander';
import type { CliContext } from '../context.ts';
import { formatTable } from '../format-table.ts';
import { registerDatasetReferences } from './dataset-references.ts';

export function registerDatasetCommands(program: Command, cli: CliContext): void {
  const datasets = program
    .command('datasets')
    .description('the dialogues at hand')
    .addHelpText('after', '\nExample:\n  $ npm run --silent workbench -- datasets list');
  datasets
    .command('list')
    .description('every dataset with its size and the systems that answered in it')
    .addHelpText('after', '\nExample:\n  $ npm run --silent workbench -- datasets list')
    .action(async () => {
      const { listDatasetSummaries } = await import('#db/queries/datasets-admin.ts');
      const rows = listDatasetSummaries(cli.openDb());
      for (const row of rows) cli.json(row);
      if (rows.length === 0) cli.print('No datasets yet. `import dataset` brings one in.');
      else
        cli.print(
          formatTable(
            ['name', 'dialogues', 'contexts', 'systems'],
            rows.map((row) => [row.name, row.dialogues, row.contexts, row.systems.join(', ')]),
          ),
        );
    });
  registerDatasetReferences(datasets, cli);
}
