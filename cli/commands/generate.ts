import { type Command, InvalidArgumentError } from 'commander';
import type { Db } from '#db/client.ts';
import type { GenerateRequest, GenerateSummary } from '#jobs/handlers/generate/generate-run.ts';
import type { CliContext } from '../context.ts';
import { groupDigits } from '../format-table.ts';
import { interruptSignal } from '../interrupt.ts';
import { createProgressBar } from '../progress-bar.ts';
import { userPath } from '../user-path.ts';
import { writeRowsToFile } from '../write-export.ts';

interface GenerateFlags {
  readonly system: string;
  readonly dataset: string;
  readonly split?: string;
  readonly limit?: number;
  readonly seed: number;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly out?: string;
  readonly background?: boolean;
  /** False with --no-levels. */
  readonly levels: boolean;
}

export function registerGenerateCommand(program: Command, cli: CliContext): void {
  program
    .command('generate')
    .description(
      'have a system answer the contexts of a dataset; the same command goes on with an interrupted run',
    )
    .requiredOption('--system <system>', 'as `systems list` names it')
    .requiredOption('--dataset <dataset>', 'as `datasets list` names it')
    .option('--split <split>', 'only contexts of this split, e.g. test')
    .option('--limit <k>', 'only the first so many contexts', wholeNumber(1))
    .option('--seed <x>', 'what draws start from; another seed is another run', wholeNumber(0), 0)
    .option(
      '--settings <json>',
      'decoding options in place of the system’s own, e.g. {"doSample":false}; other options are another run',
      jsonObject,
    )
    .option('--out <file>', 'also write the answers, as JSON Lines that `import responses` reads')
    .option('--no-levels', 'without the levels of empathy that the shipped identifiers find; another run')
    .option('--background', 'leave the work to the running program; `jobs watch` follows it')
    .addHelpText(
      'after',
      '\nExample:\n  $ npm run --silent workbench -- generate --system random --dataset demonstration --limit 20',
    )
    .action(async (flags: GenerateFlags) => {
      const { system, dataset, split = null, limit = null, seed, settings, levels } = flags;
      const request = { system, dataset, split, limit, seed, levels, ...(settings && { settings }) };
      const db = cli.openDb();
      if (flags.background) return enqueue(cli, db, { request, ...(flags.out && { out: flags.out }) });
      const summary = await generate(cli, db, request);
      const written = flags.out ? await writeAnswers(db, { request, summary, out: flags.out }) : undefined;
      cli.json({ ...summary, ...(written && { out: written.path }) });
      for (const line of lines(summary)) cli.print(line);
      if (written) cli.print(`${groupDigits(written.answers)} answers written to ${written.path}.`);
    });
}

async function generate(cli: CliContext, db: Db, request: GenerateRequest): Promise<GenerateSummary> {
  const { generateRun } = await import('#jobs/handlers/generate/generate-run.ts');
  const { openModelClient } = await import('#jobs/open-model-client.ts');
  const bar = createProgressBar();
  const client = await openModelClient(cli.dataDir, process.env, db);
  try {
    const context = { db, now: cli.now, client, signal: interruptSignal(), onProgress: bar.update };
    return await generateRun(context, request);
  } finally {
    bar.end();
    await client.close();
  }
}

async function enqueue(
  cli: CliContext,
  db: Db,
  { request, out }: { readonly request: GenerateRequest; readonly out?: string },
): Promise<void> {
  const { WorkbenchError } = await import('#lib/errors.ts');
  if (out)
    throw new WorkbenchError(
      'bad-input',
      '--out has no effect with --background: give the same command without --background once the job is done.',
    );
  const { findDataset } = await import('#db/queries/dataset-lookup.ts');
  const { findGenerator } = await import('#db/queries/generator-systems.ts');
  const { generateJob } = await import('#jobs/definitions/generate.ts');
  const { enqueueJob } = await import('#jobs/queue.ts');
  const { registerShippedSystems } = await import('#jobs/register-shipped-systems.ts');
  registerShippedSystems(db, cli.now());
  // What is misspelt is told now, not by a job that fails later.
  findGenerator(db, request.system);
  findDataset(db, request.dataset);
  const id = enqueueJob(db, generateJob, { payload: request, now: cli.now() });
  cli.json({ job: id });
  cli.print(`Job ${id} waits for the running program. \`jobs watch ${id}\` follows it.`);
}

async function writeAnswers(
  db: Db,
  { request, summary, out }: { request: GenerateRequest; summary: GenerateSummary; out: string },
): Promise<{ readonly path: string; readonly answers: number }> {
  const { findDataset } = await import('#db/queries/dataset-lookup.ts');
  const { iterateRunAnswers } = await import('#db/queries/generation-runs.ts');
  const { id: datasetId } = findDataset(db, request.dataset);
  const { split, limit } = request;
  const answers = iterateRunAnswers(db, { datasetId, split, limit, runId: summary.run });
  function* rows(): Generator<string> {
    for (const { text, details, ...row } of answers)
      yield `${JSON.stringify({ ...row, responses: { [summary.system]: text }, details })}\n`;
  }
  const path = userPath(out);
  return { path, answers: await writeRowsToFile(path, { header: '', rows: rows() }) };
}

function lines(summary: GenerateSummary): string[] {
  const { system, dataset, contexts, generated, already_there, refused } = summary;
  const told = [
    `${system} on ${dataset} (${summary.label}): ${groupDigits(generated)} of ${groupDigits(contexts)} contexts answered, ${summary.per_second} a second.`,
  ];
  if (already_there > 0) told.push(`Already there: ${groupDigits(already_there)}.`);
  if (refused > 0)
    told.push(`Not answered: ${groupDigits(refused)}. The first because: ${summary.first_refusal}`);
  return told;
}

function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new InvalidArgumentError('It must be a JSON object, such as {"doSample":false}.');
}
