import type { Command } from 'commander';
import type { Figure } from '#annotations/report/study-report.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { formatTable } from '../format-table.ts';
import { userPath } from '../user-path.ts';
import { writeRowsToFile } from '../write-export.ts';

const run = '$ npm run --silent workbench --';

/** Talks that people had with systems, rated by others as well. */
export function registerParties(group: Command, cli: CliContext): void {
  group
    .command('third-party')
    .description(
      'from a study in which people talk with systems: the file of one in which others rate the talks',
    )
    .argument('<study>', 'name or id of the study with the talks')
    .option('--name <name>', 'the new study’s name')
    .option('--ratings <n>', 'ratings per talk', '3')
    .option('--out <file>', 'where to write it; standard output where left out')
    .addHelpText('after', `\nExample:\n  ${run} study third-party talks --out others.json`)
    .action((study: string, options: ThirdOptions) => writeThirdParty(study, options, cli));
  group
    .command('compare-parties')
    .description('what people said of their own talks against what others said of the same')
    .argument('<first>', 'the study in which people talked')
    .argument('<third>', 'the study in which others rated the talks')
    .option('--resamples <n>', 'of the bootstrap', '1000')
    .option('--seed <n>', 'of the bootstrap', '1')
    .addHelpText('after', `\nExample:\n  ${run} study compare-parties talks "talks by others" --json`)
    .action((first: string, third: string, options: CompareOptions) =>
      writeComparison({ first, third }, options, cli),
    );
}

interface ThirdOptions {
  readonly name?: string;
  readonly ratings: string;
  readonly out?: string;
}

async function writeThirdParty(wanted: string, options: ThirdOptions, cli: CliContext): Promise<void> {
  const { thirdPartyFile } = await import('#annotations/parties/third-party-file.ts');
  const { countTalks } = await import('#db/queries/party-ratings.ts');
  const { findStudy } = await import('#db/queries/study-lookup.ts');
  const { talksDatasetName } = await import('#db/queries/talk-study.ts');
  const db = cli.openDb();
  const study = findStudy(db, wanted);
  const file = thirdPartyFile(study.definition, {
    dataset: talksDatasetName(study.name),
    talks: countTalks(db, study.id),
    ratingsPerItem: Number(options.ratings),
    name: options.name,
  });
  const text = `${JSON.stringify(file, null, 2)}\n`;
  if (options.out !== undefined) {
    await writeRowsToFile(userPath(options.out), { header: text, rows: [] });
    cli.json({ study: file.name, items: file.sample.items, file: options.out });
    cli.print(
      `The study ${file.name} over ${file.sample.items} ${file.sample.items === 1 ? 'talk' : 'talks'} was written to ${options.out}.`,
    );
  } else if (cli.isJson) cli.json(file);
  else await cli.write(text);
}

interface CompareOptions {
  readonly resamples: string;
  readonly seed: string;
}

async function writeComparison(
  names: { readonly first: string; readonly third: string },
  options: CompareOptions,
  cli: CliContext,
): Promise<void> {
  const { compareParties, partySettings } = await import('#annotations/parties/compare-parties.ts');
  const { loadParties } = await import('#db/queries/party-ratings.ts');
  const [resamples, seed] = [wholeNumber(options.resamples), wholeNumber(options.seed)];
  const { pairs, ...parties } = loadParties(cli.openDb(), names);
  const settings = { ...partySettings, resamples, seed };
  const criteria = compareParties(pairs, { ...parties, settings });
  const { first, third } = parties;
  cli.json({ first, third, settings, criteria });
  for (const { label, figures } of criteria)
    cli.print(
      `${label}\n${formatTable(
        ['system', 'talks', 'units', 'first', 'third', 'difference', 'correlation', 'alpha', 'kappa'],
        figures.map((one) => [
          one.system ?? 'all',
          one.conversations,
          one.units,
          one.firstMean?.toFixed(2) ?? '–',
          one.thirdMean?.toFixed(2) ?? '–',
          inWords(one.difference),
          inWords(one.correlation),
          inWords(one.alpha),
          inWords(one.kappa),
        ]),
      )}\n`,
    );
  cli.print('First less third. Intervals over conversations; those who read are held fixed.');
}

function inWords({ value, low, high, reason }: Figure): string {
  if (value === null) return `– (${reason})`;
  if (low === null || high === null) return `${value.toFixed(2)} (${reason})`;
  return `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new WorkbenchError('bad-input', `${text} is not a whole number.`);
  return value;
}
