import type { Command } from 'commander';
import { WorkbenchError } from '#lib/errors.ts';
import { nearNames } from '#lib/near-names.ts';
import type { CliContext } from '../context.ts';
import { groupDigits } from '../format-table.ts';

/** `datasets references`: a file of ratings has the person's answer as one system among others. */
export function registerDatasetReferences(datasets: Command, cli: CliContext): void {
  const example =
    "$ npm run --silent workbench -- datasets references 'usr (ratings)' --from 'Original Ground Truth'";
  datasets
    .command('references <dataset>')
    .description('take a system’s answers as the references of contexts that have none')
    .requiredOption('--from <system>', 'whose answers they are')
    .addHelpText('after', `\nExample:\n  ${example}`)
    .action(async (name: string, { from }: { readonly from: string }) => {
      const [{ findDataset }, { systemsWithoutReferences, takeReferencesFrom }] = await Promise.all([
        import('#db/queries/dataset-lookup.ts'),
        import('#db/queries/rated-study.ts'),
      ]);
      const db = cli.openDb();
      const { id } = findDataset(db, name);
      const systems = systemsWithoutReferences(db, id).map(({ system }) => system);
      if (!systems.includes(from)) throw nothingToTake(from, systems);
      const contexts = takeReferencesFrom(db, { datasetId: id, system: from });
      cli.json({ dataset: name, system: from, contexts });
      cli.print(`${groupDigits(contexts)} contexts have the answer of ${from} as their reference now.`);
    });
}

function nothingToTake(wanted: string, systems: readonly string[]): WorkbenchError {
  if (systems.length === 0)
    return new WorkbenchError('not-found', 'Every answered context of this dataset has a reference already.');
  const near = nearNames(wanted, systems);
  const hint = near.length > 0 ? `Did you mean ${near.join(', ')}?` : `There are: ${systems.join(', ')}.`;
  return new WorkbenchError(
    'not-found',
    `No system ${wanted} has answered a context without a reference. ${hint}`,
  );
}
