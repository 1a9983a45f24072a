import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Db, migrateDatabase, openDatabase } from '#db/client.ts';
import { databasePath } from '#db/location.ts';
import { addGenerator } from '#db/queries/generator-systems.ts';
import { generateRun } from '#jobs/handlers/generate/generate-run.ts';
import { importDataset } from '#jobs/handlers/import/import-dataset.ts';
import { createModelClient, isModelDefinition, type ModelClient, systems } from '#models/client.ts';
import { shippedIdentifiers } from '#models/generators/shipped-identifiers.ts';
import type { ModelDefinition } from '#models/generators/system-definition.ts';
import { machineLine } from '../support/machine.ts';
import { processSeconds } from '../support/process-time.ts';
import { textsOf, writeRandomSystems } from './random-systems.ts';

export type BenchSystem = ModelDefinition;

export interface GenerateBenchOptions {
  /** Of each row. */
  readonly replies: number;
  /** Random weights even where the systems have come with the program. */
  readonly random: boolean;
  readonly note: (line: string) => void;
}

export interface GenerateBenchRow {
  readonly system: string;
  readonly weights: 'float32' | 'int8';
  readonly levels: boolean;
  readonly replies: number;
  /** Tokens of a reply, the end included. */
  readonly tokens: number;
  readonly seconds: number;
  readonly repliesPerSecond: number;
  /** Processor seconds a reply of the processes with the models, and of the one that asks and writes. */
  readonly modelSeconds: number | null;
  readonly ownSeconds: number;
}

export interface GenerateBenchResult {
  readonly machine: string;
  readonly rows: readonly GenerateBenchRow[];
  /** Whether the weights are those that come with the program. */
  readonly isShipped: boolean;
}

const dialogues = fileURLToPath(new URL('../../fixtures/dialogues/dialogues.jsonl', import.meta.url));
/** At most: enough that both processes have loaded their models and run at full speed. */
const warmUp = 96;
const now = () => new Date().toISOString();

/** Runs of `workbench generate` over the demonstration's dialogues, said again as often as needed. */
export async function benchGenerate(options: GenerateBenchOptions): Promise<GenerateBenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-generate-'));
  const db = openDatabase(databasePath(folder));
  try {
    migrateDatabase(db);
    await importContexts(db, folder, options.replies);
    const chosen = chooseSystems(folder, options);
    const rows: GenerateBenchRow[] = [];
    for (const system of chosen.systems)
      for (const weights of ['float32', 'int8'] as const)
        rows.push(...(await measure({ db, folder, options }, { ...system, weights }, chosen.identifiers)));
    return { machine: machineLine(), rows, isShipped: chosen.isShipped };
  } finally {
    db.driver.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function chooseSystems(folder: string, { random, note }: GenerateBenchOptions) {
  const shipped = systems().filter(isModelDefinition);
  if (shipped.length > 0 && !random)
    return { systems: shipped, identifiers: shippedIdentifiers(), isShipped: true };
  note('Drawing random weights in the shapes of the systems that ship…');
  mkdirSync(join(folder, 'models'));
  return { ...writeRandomSystems(join(folder, 'models'), textsOf(dialogues)), isShipped: false };
}

async function importContexts(db: Db, folder: string, replies: number): Promise<void> {
  const lines = readFileSync(dialogues, 'utf8').trim().split('\n');
  const said = Array.from({ length: Math.ceil(replies / lines.length) }, (_, time) =>
    lines.map((line) => {
      const dialogue = JSON.parse(line) as { conv_id: string };
      return `${JSON.stringify({ ...dialogue, conv_id: `${dialogue.conv_id} ${time}` })}\n`;
    }),
  );
  const path = join(folder, 'dialogues.jsonl');
  writeFileSync(path, said.flat().join(''));
  await importDataset({ db, now }, { path, dataset: 'bench', format: 'jsonl', split: 'test' });
}

interface Bench {
  readonly db: Db;
  readonly folder: string;
  readonly options: GenerateBenchOptions;
}

async function measure(
  { db, folder, options }: Bench,
  system: BenchSystem,
  identifiers: string | null,
): Promise<GenerateBenchRow[]> {
  const { weights = 'float32' } = system;
  const name = `${system.name} ${weights}`;
  addGenerator(db, { name, description: '', definition: { ...system, name }, now: now() });
  const client = createModelClient({ cacheDir: join(folder, 'compiled'), identifiers });
  const run = (seed: number, limit: number, levels: boolean) =>
    generateRun({ db, now, client }, { system: name, dataset: 'bench', split: null, limit, seed, levels });
  try {
    const rows: GenerateBenchRow[] = [];
    for (const levels of identifiers === null ? [false] : [false, true]) {
      await run(0, Math.min(warmUp, options.replies), levels);
      const before = processorTime(client);
      const { generated, seconds, per_second, run: runId } = await run(1, options.replies, levels);
      const after = processorTime(client);
      rows.push({
        system: system.name,
        weights,
        levels,
        replies: generated,
        tokens: tokensOf(db, runId) / generated,
        seconds,
        repliesPerSecond: per_second,
        modelSeconds:
          after.models === null || before.models === null ? null : (after.models - before.models) / generated,
        ownSeconds: (after.own - before.own) / generated,
      });
      options.note(`${name}${levels ? ' with levels' : ''}: ${per_second} replies a second.`);
    }
    return rows;
  } finally {
    await client.close();
  }
}

function processorTime(client: ModelClient): { readonly own: number; readonly models: number | null } {
  const { user, system } = process.cpuUsage();
  const each = client
    .processes()
    .map(({ processId }) => (processId === undefined ? 0 : processSeconds(processId)));
  const models = each.includes(null) ? null : each.reduce<number>((sum, seconds) => sum + (seconds ?? 0), 0);
  return { own: (user + system) / 1e6, models };
}

function tokensOf(db: Db, runId: string): number {
  return db.driver
    .prepare(
      `select sum(json_array_length(x.details, '$.tokens')) from responses p
       join response_details x on x.response_id = p.id where p.run_id = ?`,
    )
    .pluck()
    .get(runId) as number;
}
