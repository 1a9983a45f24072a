import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CliContext } from '../context.ts';
import { addDeviceOptions, type DeviceFlags } from '../device-options.ts';
import { interruptSignal } from '../interrupt.ts';
import { createProgressBar } from '../progress-bar.ts';
import { userPath } from '../user-path.ts';

interface SystemsFlags extends DeviceFlags {
  readonly data: string;
  readonly checkpoints?: string;
  readonly out: string;
  readonly limit?: number;
  readonly part?: readonly string[];
}

/** The parts of the report; spelt out so that a help text need not load the models. */
const parts = ['perplexity', 'replies', 'emotion', 'identifiers', 'emprl', 'lempex', 'retriever', 'negative'];

export function registerReportCommands(program: Command, cli: CliContext): void {
  const report = program.command('report').description('measure what this copy of the program reaches');
  const systems = report
    .command('systems')
    .description(
      'measure the systems on the published test contexts and write the page of results; it goes on where it was interrupted',
    )
    .option('--data <dir>', 'the folder of data', '.')
    .option('--checkpoints <dir>', 'folders by name; by default those that come with the program')
    .option('--out <file>', 'the page', 'docs/results/systems.md')
    .option('--limit <k>', 'only the first so many contexts, to try it out', wholeNumber)
    .addOption(
      new Option('--part <name...>', 'measure these; the others are taken from an earlier run').choices(
        parts,
      ),
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run --silent workbench -- report systems --data data --limit 100 --out trial.md\n\nFindings written by hand stand in a file beside the page (systems-findings.md for systems.md) and are taken into it.',
    );
  addDeviceOptions(systems).action((flags: SystemsFlags) => reportSystems(cli, flags));
}

async function reportSystems(cli: CliContext, flags: SystemsFlags): Promise<void> {
  const [
    { measureReport, partNames },
    { openReport },
    { systemsPage },
    { writeAtomically },
    { machineLine },
  ] = await Promise.all([
    import('../report/measure-report.ts'),
    import('../report/open-report.ts'),
    import('../report/page/systems-page.ts'),
    import('#models/training/framework/write-atomically.ts'),
    import('#bench/support/machine.ts'),
  ]);
  const { writeFileSync } = await import('node:fs');
  const bar = createProgressBar();
  const note = (line: string) => {
    bar.end();
    cli.note(line);
  };
  const { context, close } = await openReport({
    dataDir: userPath(flags.data),
    checkpoints: flags.checkpoints === undefined ? null : userPath(flags.checkpoints),
    stateDir: cli.dataDir,
    limit: flags.limit ?? null,
    device: flags,
    signal: interruptSignal(),
    ...{ note, progress: bar.update },
  });
  const out = userPath(flags.out);
  try {
    const wanted = partNames.filter((name) => flags.part?.includes(name) ?? true);
    const found = await measureReport(context, wanted);
    const { contexts, dialogues, reproduced } = context.tests;
    const data = { contexts: contexts.length, dialogues, reproduced, isLimited: flags.limit !== undefined };
    const document = {
      date: cli.now(),
      machine: machineLine(),
      command: commandOf(flags),
      ...{ data, parts: found, findings: findingsBeside(out) },
    };
    mkdirSync(dirname(out), { recursive: true });
    writeAtomically(out, (partial) => writeFileSync(partial, systemsPage(document)));
    cli.json(document);
    cli.print(`${contexts.length.toLocaleString('en-US')} contexts; the page is ${out}.`);
  } finally {
    bar.end();
    await close();
  }
}

function commandOf({ limit, part }: SystemsFlags): string {
  const words = [
    ...(limit === undefined ? [] : ['--limit', String(limit)]),
    ...(part ? ['--part', ...part] : []),
  ];
  return ['workbench report systems --data DIR', ...words].join(' ');
}

function findingsBeside(page: string): string | null {
  const file = join(dirname(page), `${page.split(/[/\\]/).at(-1)?.replace(/\.md$/, '')}-findings.md`);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return value;
}
