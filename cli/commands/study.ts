import { readFileSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { formatTable, groupDigits } from '../format-table.ts';
import { userPath } from '../user-path.ts';
import { registerCertificate } from './study-certificate.ts';
import { registerExport } from './study-export.ts';
import { registerLooks } from './study-looks.ts';
import { registerParticipation } from './study-participation.ts';
import { registerParties } from './study-parties.ts';
import { registerRaters } from './study-raters.ts';
import { registerResults } from './study-results.ts';
import { registerTemplate } from './study-template.ts';

const run = '$ npm run --silent workbench --';

export function registerStudyCommands(program: Command, cli: CliContext): void {
  const group = program
    .command('study')
    .description('human evaluation: make studies, see their results, export their ratings')
    .addHelpText('after', `\nExample:\n  ${run} study list`);
  registerTemplate(group, cli);
  registerCreate(group, cli);
  registerList(group, cli);
  registerOpenAndClose(group, cli);
  registerResults(group, cli);
  registerCertificate(group, cli);
  registerLooks(group, cli);
  registerRaters(group, cli);
  registerExport(group, cli);
  registerParticipation(group, cli);
  registerParties(group, cli);
}

function registerCreate(group: Command, cli: CliContext): void {
  group
    .command('create')
    .description('make a study from a JSON file; see docs/guides/studies.md for its form')
    .argument('<file>', 'what the study consists of, as JSON')
    .option('--open', 'open it for rating at once')
    .addHelpText('after', `\nExample:\n  ${run} study create fixtures/studies/example.json --open`)
    .action(async (file: string, options: { open?: true }) => {
      const { parseStudyDefinition } = await import('#annotations/parse-study-definition.ts');
      const { showsDialogues } = await import('#annotations/dialogue-study.ts');
      const { stratifiedSample } = await import('#annotations/stratified-sample.ts');
      const { designSolver } = await import('#annotations/study-assignment.ts');
      const { createStudy, openStudy } = await import('#db/queries/studies.ts');
      const definition = parseStudyDefinition(readJson(userPath(file)));
      const db = cli.openDb();
      const now = cli.now();
      const study = createStudy(db, { definition, now, sample: stratifiedSample });
      if (options.open) openStudy(db, { studyId: study.id, now, solver: designSolver });
      const status = options.open ? 'open' : 'draft';
      cli.json({ ...study, status });
      cli.print(
        `Made the study ${study.name} (${study.id}): ${groupDigits(study.items)} items ${showsDialogues(definition) ? 'of one of' : '×'} ${definition.systems.length} systems, ${definition.ratingsPerItem} ratings each.`,
      );
      if (!options.open) cli.print(`It is a draft. \`study open\` opens it for rating.`);
    });
}

function registerList(group: Command, cli: CliContext): void {
  group
    .command('list')
    .description('every study with its state, the newest first')
    .addHelpText('after', `\nExample:\n  ${run} study list`)
    .action(async () => {
      const { listStudies } = await import('#db/queries/studies.ts');
      const rows = listStudies(cli.openDb());
      for (const row of rows) cli.json(row);
      if (rows.length === 0) cli.print('No studies yet. `study create` makes one from a file.');
      else
        cli.print(
          formatTable(
            ['name', 'id', 'dataset', 'status', 'systems', 'items', 'annotators', 'finished', 'wanted'],
            rows.map((row) => [
              row.name,
              row.id,
              row.dataset,
              row.kind === 'imported' ? 'imported' : row.status,
              row.systems,
              row.items,
              row.annotators,
              row.submitted,
              row.wanted,
            ]),
          ),
        );
    });
}

function registerOpenAndClose(group: Command, cli: CliContext): void {
  const change = async (wanted: string, to: 'open' | 'closed') => {
    const { designSolver } = await import('#annotations/study-assignment.ts');
    const { closeStudy, openStudy } = await import('#db/queries/studies.ts');
    const { findStudy } = await import('#db/queries/study-lookup.ts');
    const db = cli.openDb();
    const { id, name } = findStudy(db, wanted);
    (to === 'open' ? openStudy : closeStudy)(db, { studyId: id, now: cli.now(), solver: designSolver });
    cli.json({ id, name, status: to });
    cli.print(to === 'open' ? `${name} is open for rating.` : `${name} is closed; everything is kept.`);
  };
  group
    .command('open')
    .description('open a draft for rating, or a closed study again')
    .argument('<study>', 'name or id')
    .addHelpText('after', `\nExample:\n  ${run} study open example`)
    .action((study: string) => change(study, 'open'));
  group
    .command('close')
    .description('end the rating of a study; everything is kept, and it can be opened again')
    .argument('<study>', 'name or id')
    .addHelpText('after', `\nExample:\n  ${run} study close example`)
    .action((study: string) => change(study, 'closed'));
}

const definitionBytesAtMost = 5_000_000;

function readJson(path: string): unknown {
  let text: string;
  try {
    if (statSync(path).size > definitionBytesAtMost)
      throw new WorkbenchError('too-large', `${path} is too large for a study’s definition (5 MB at most).`);
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') throw new WorkbenchError('bad-input', `There is no file ${path}.`);
    if (/^E[A-Z]+$/.test(code)) throw new WorkbenchError('bad-input', `${path} cannot be read (${code}).`);
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const line = position === undefined ? 1 : text.slice(0, Number(position)).split('\n').length;
    throw new WorkbenchError('bad-input', `${path} is not JSON: look at line ${line}.`, { line });
  }
}
