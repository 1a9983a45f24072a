import type { Command } from 'commander';
import { WorkbenchError } from '#lib/errors.ts';
import type { CliContext } from '../context.ts';
import { userPath } from '../user-path.ts';
import { writeRowsToFile } from '../write-export.ts';

const run = '$ npm run --silent workbench --';

interface TemplateOptions {
  readonly name?: string;
  readonly dataset?: string;
  readonly systems?: string;
  readonly out?: string;
}

/** `study template`: the protocols of the literature as study files to start from. */
export function registerTemplate(group: Command, cli: CliContext): void {
  group
    .command('template')
    .description(
      'a protocol of the literature as a study file to start from; without a name, which there are',
    )
    .argument('[template]', 'lempex, emphi, empathetic-dialogues, acute-eval, best-worst, turns or talk')
    .option('--name <name>', 'the study’s name; the template’s where left out')
    .option('--dataset <dataset>', 'whose contexts are rated')
    .option('--systems <list>', 'the systems compared, with commas between')
    .option('--out <file>', 'where to write it; standard output where left out')
    .addHelpText(
      'after',
      `\nExample:\n  ${run} study template acute-eval --dataset example --systems demo-attuned,demo-brief --out study.json`,
    )
    .action((id: string | undefined, options: TemplateOptions) =>
      id === undefined ? listTemplates(cli) : writeTemplate(id, options, cli),
    );
}

async function listTemplates(cli: CliContext): Promise<void> {
  const { studyTemplates } = await import('#annotations/study-templates.ts');
  for (const { id: template, title, summary, source, note } of studyTemplates) {
    cli.json({ template, title, summary, source, note });
    cli.print(`${template}: ${title}\n  ${summary}`);
  }
}

async function writeTemplate(id: string, options: TemplateOptions, cli: CliContext): Promise<void> {
  const { fileOfTemplate, findTemplate, studyTemplates } = await import('#annotations/study-templates.ts');
  const template = findTemplate(id);
  if (!template)
    throw new WorkbenchError(
      'bad-input',
      `There is no template ${id}. There are: ${studyTemplates.map((one) => one.id).join(', ')}.`,
    );
  const systems = options.systems?.split(',').map((name) => name.trim());
  const placeholders = Array.from(
    { length: Math.max(2, template.leastSystems) },
    (_, index) => `system ${index + 1}`,
  );
  const file = fileOfTemplate(template, {
    name: options.name ?? template.id,
    dataset: options.dataset ?? 'the dataset',
    systems: systems ?? placeholders,
  });
  const text = `${JSON.stringify(file, null, 2)}\n`;
  if (options.out !== undefined) {
    await writeRowsToFile(userPath(options.out), { header: text, rows: [] });
    cli.json({ template: template.id, file: options.out });
    cli.print(`The template ${template.id} was written to ${options.out}.`);
  } else if (cli.isJson) cli.json(file);
  else await cli.write(text);
  cli.note(`From: ${template.source}.\n${template.note}`);
  if (options.dataset === undefined || systems === undefined)
    cli.note('Put your dataset and systems in before you make the study.');
}
