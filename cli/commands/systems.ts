import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Db } from '#db/client.ts';
import type { RemoteUse } from '#db/queries/remote-usage.ts';
import { WorkbenchError } from '#lib/errors.ts';
import type { ModelFacts } from '#models/client.ts';
import type { CliContext } from '../context.ts';
import { formatTable, groupDigits } from '../format-table.ts';
import { userPath } from '../user-path.ts';
import { registerVersionCommands } from './systems-versions.ts';

const run = '$ npm run --silent workbench --';

export function registerSystemCommands(program: Command, cli: CliContext): void {
  const group = program
    .command('systems')
    .description('what answers: people, imported systems, generators')
    .addHelpText('after', `\nExample:\n  ${run} systems list`);
  registerList(group, cli);
  registerShow(group, cli);
  registerAdd(group, cli);
  registerVersionCommands(group, cli);
}

/** The database with the systems that come with the program registered. */
async function openRegistry(cli: CliContext): Promise<Db> {
  const { registerShippedSystems } = await import('#jobs/register-shipped-systems.ts');
  const db = cli.openDb();
  registerShippedSystems(db, cli.now());
  return db;
}

function registerList(group: Command, cli: CliContext): void {
  group
    .command('list')
    .description('every system with its number of answers')
    .addHelpText('after', `\nExample:\n  ${run} systems list`)
    .action(async () => {
      const { listSystems } = await import('#db/queries/systems.ts');
      const rows = listSystems(await openRegistry(cli));
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
      const { remoteUse } = await import('#db/queries/remote-usage.ts');
      const db = await openRegistry(cli);
      const system = findSystemDetails(db, name);
      const { model, decoding } = await describe(system.definition, name);
      const use = system.kind === 'remote' ? remoteUse(db, name) : null;
      cli.json({ ...system, model, decoding, ...(use && { use }) });
      cli.print(`${system.name} (${system.kind}), ${groupDigits(system.responses)} answers`);
      if (system.description) cli.print(system.description);
      if (system.definition) cli.print(definitionLines(system.definition, { model, decoding }));
      if (use) cli.print(remoteLines(system.definition ?? {}, use));
      if (system.runsByDataset.length > 0)
        cli.print(
          formatTable(
            ['dataset', 'run', 'answers', 'since'],
            system.runsByDataset.map((row) => [row.dataset, row.label, row.responses, row.createdAt]),
          ),
        );
      if (model?.card) cli.print(`\n${model.card}`);
    });
}

interface Described {
  readonly model: ModelFacts | null;
  readonly decoding: Readonly<Record<string, unknown>> | null;
}

/** What the checkpoint says; a system whose checkpoint has gone is shown all the same. */
async function describe(
  definition: Readonly<Record<string, unknown>> | null,
  name: string,
): Promise<Described> {
  if (!definition) return { model: null, decoding: null };
  const { checkSystem, modelFacts, parseSystemDefinition } = await import('#models/client.ts');
  const system = parseSystemDefinition(definition, `The system ${name}`);
  return { model: await modelFacts(system), decoding: checkSystem(system) };
}

function definitionLines(
  { generator, checkpoint, weights }: Readonly<Record<string, unknown>>,
  { model, decoding }: Described,
): string {
  const told = [`Generator: ${generator}`];
  if (model) {
    const { architecture, parameters, layers, width, vocabulary, bytes, hash, parts = [] } = model;
    told.push(
      `Model: ${architecture}, ${groupDigits(parameters)} parameters, ${layers} layers of width ${width}, ${groupDigits(vocabulary)} tokens`,
      ...parts.map(({ name, parameters: own }) => `With it: ${name}, ${groupDigits(own)} parameters`),
      `Checkpoint: ${checkpoint}, ${(bytes / 1e6).toFixed(1)} MB, runs in ${weights ?? 'float32'}, sha256 ${hash}`,
    );
  }
  const chosen = Object.entries(decoding ?? {}).filter(([, value]) => value !== undefined);
  if (chosen.length > 0)
    told.push(
      `Decoding: ${chosen.map(([option, value]) => `${option} ${JSON.stringify(value)}`).join(', ')}`,
    );
  return told.join('\n');
}

/** Which server is asked, and what that has cost so far. */
function remoteLines(
  { baseUrl, model, apiKeyEnvironment, price, spendingCap }: Readonly<Record<string, unknown>>,
  { requests, promptTokens, completionTokens, cost }: RemoteUse,
): string {
  const { currency } = (price ?? {}) as { readonly currency?: string };
  const paid = currency ? `, ${Number(cost.toPrecision(4))} ${currency}` : '';
  const cap = spendingCap === undefined ? '' : ` of at most ${spendingCap}`;
  return [
    `Server: ${baseUrl}, model ${model}${apiKeyEnvironment ? `, key in ${apiKeyEnvironment}` : ''}`,
    `Used: ${groupDigits(requests)} requests, ${groupDigits(promptTokens)} tokens read, ${groupDigits(completionTokens)} written${paid}${cap}`,
  ].join('\n');
}

function registerAdd(group: Command, cli: CliContext): void {
  group
    .command('add')
    .description('register a system that answers by itself')
    .argument(
      '<file>',
      'JSON: name, generator (caire, t5-sft, emprl, lempex, or openai for a server with the OpenAI API: docs/guides/api.md), checkpoint (a Hugging Face folder, by the place of this file, or the name of one that ships), and as wanted description, settings (decoding options), weights (float32 or int8); for caire persona and utterances; for lempex exemplars (a file of dialogues, {"dataset", "split"} or "none"), retriever (a folder or "bm25"), emotionFilter (predicted, gold, none), emotionFrom (a checkpoint of caire)',
    )
    .addHelpText('after', `\nExample:\n  ${run} systems add my-system.json`)
    .action(async (file: string) => {
      const { checkSystem, parseSystemDefinition } = await import('#models/client.ts');
      const { addGenerator } = await import('#db/queries/generator-systems.ts');
      const { withExemplarFile } = await import('#jobs/write-exemplar-dialogues.ts');
      const path = userPath(file);
      const placed = withPlaces(readJson(path), dirname(path));
      const db = cli.openDb();
      const definition = withExemplarFile(db, placed, join(cli.dataDir, 'exemplars'));
      const system = parseSystemDefinition(definition, file);
      if (['human', 'random', 'imported'].includes(system.name.toLowerCase()))
        throw new WorkbenchError('bad-input', `The name ${system.name} is reserved; choose another.`);
      const decoding = checkSystem(system);
      const { name, description = '' } = system;
      const kind = system.generator === 'openai' ? 'remote' : 'generator';
      addGenerator(db, { name, description, definition: system, kind, now: cli.now() });
      cli.json({ ...system, decoding });
      cli.print(`${name} is registered. \`generate --system ${JSON.stringify(name)}\` has it answer.`);
    });
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new WorkbenchError('bad-input', `${path} is missing or cannot be read.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new WorkbenchError('bad-input', `${path} is not JSON.`);
  }
}

/** What a path names is taken from the file's own place; a bare name is a checkpoint that ships. */
function withPlaces(value: unknown, folder: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const placed = Object.entries(value).map(([field, named]) => {
    const isPath =
      typeof named === 'string' &&
      !isAbsolute(named) &&
      (['checkpoint', 'retriever', 'emotionFrom'].includes(field)
        ? /[/\\]/.test(named)
        : field === 'exemplars' && named !== 'none');
    return [field, isPath ? resolve(folder, named) : named];
  });
  return Object.fromEntries(placed);
}
