import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from '#db/client.ts';
import { type CataloguedSystem, listCataloguedSystems } from '#db/queries/system-catalogue.ts';
import { unknownSystem } from '#db/queries/systems.ts';
import { isWorkbenchError } from '#lib/errors.ts';
import {
  checkpointFolder,
  checkpointStamp,
  checkSystem,
  type DecodingOptions,
  decodingOf,
  isDecodingDefinition,
  isModelDefinition,
  knownSystems,
  type ModelFacts,
  type ModelSizes,
  modelFacts,
  modelSizes,
  parseSystemDefinition,
  type SystemDefinition,
} from '#models/client.ts';

type ModelDefinition = Extract<SystemDefinition, { readonly checkpoint: string }>;

/** Where a system stands: whether it can answer by itself, or where its answers come from. */
export type SystemState = 'ready' | 'missing' | 'unusable' | 'imported' | 'reference' | 'remote';

export interface SystemEntry {
  readonly name: string;
  readonly description: string;
  readonly state: SystemState;
  /** Why it cannot run, where that is so. */
  readonly problem: string | null;
  /** Whether it comes with the program. */
  readonly isShipped: boolean;
  /** Its generator's name; null for what does not answer by itself. */
  readonly generator: string | null;
  readonly sizes: Pick<ModelSizes, 'parameters' | 'bytes'> | null;
  readonly runs: number;
  readonly datasets: readonly string[];
}

interface Catalogued {
  readonly row: CataloguedSystem;
  readonly isShipped: boolean;
}

/** Every system that is known: those of the database, and those that would come with the program but are not here. */
export function systemEntries(db: Db): SystemEntry[] {
  return catalogue(db).map((system) => entryOf(system, standingOf(system.row)));
}

function entryOf({ row, isShipped }: Catalogued, standing: Standing): SystemEntry {
  const { name, description, runs, datasets } = row;
  const { definition, sizes, state, problem } = standing;
  return {
    name,
    description,
    state,
    problem,
    isShipped,
    generator: definition?.generator ?? null,
    sizes: sizes && { parameters: sizes.parameters, bytes: sizes.bytes },
    runs,
    datasets,
  };
}

export interface SystemView extends SystemEntry {
  readonly definition: SystemDefinition | null;
  /** Decoding options in full; null where it decodes nothing. */
  readonly decoding: DecodingOptions | null;
  readonly facts: ModelFacts | null;
}

/** A system with all that its checkpoint says. @throws WorkbenchError `not-found` */
export async function systemView(db: Db, name: string): Promise<SystemView> {
  const found = catalogue(db).find(({ row }) => row.name === name);
  if (!found) throw unknownSystem(db, name);
  const standing = standingOf(found.row);
  const { definition, state } = standing;
  const seen = { ...entryOf(found, standing), definition, decoding: null, facts: null };
  if (!definition || !isDecodingDefinition(definition)) return seen;
  const decoding = valueOrProblem(() => decodingOf(definition)).value;
  if (state !== 'ready' || !isModelDefinition(definition)) return { ...seen, decoding };
  try {
    return { ...seen, decoding, facts: await rememberedFacts(definition) };
  } catch (error) {
    if (!isWorkbenchError(error)) throw error;
    return { ...seen, decoding, state: 'unusable', problem: error.message };
  }
}

/** Decoding options in full of every system that decodes, by its name. */
export function ownDecoding(db: Db): ReadonlyMap<string, DecodingOptions> {
  return new Map(
    catalogue(db).flatMap(({ row }) => {
      const { definition } = standingOf(row);
      if (!definition || !isDecodingDefinition(definition)) return [];
      const decoding = valueOrProblem(() => decodingOf(definition)).value;
      return decoding ? [[row.name, decoding] as const] : [];
    }),
  );
}

function catalogue(db: Db): Catalogued[] {
  const rows = listCataloguedSystems(db);
  const registered = new Set(rows.map(({ name }) => name));
  const shipped = new Set(knownSystems.map(({ name }) => name));
  const absent = knownSystems
    .filter(({ name }) => !registered.has(name))
    .map((definition): CataloguedSystem => {
      const { name, description = '' } = definition;
      return { name, kind: 'generator', description, definition, runs: 0, datasets: [] };
    });
  return [...rows, ...absent]
    .map((row) => ({ row, isShipped: row.kind === 'generator' && shipped.has(row.name) }))
    .sort((a, b) => a.row.name.localeCompare(b.row.name, 'en'));
}

interface Standing {
  readonly state: SystemState;
  readonly problem: string | null;
  readonly definition: SystemDefinition | null;
  readonly sizes: ModelSizes | null;
}

const notRun = { imported: 'imported', human: 'reference', remote: 'remote' } as const;

function standingOf({ name, kind, definition: stored }: CataloguedSystem): Standing {
  const nothing = { problem: null, definition: null, sizes: null };
  if (kind !== 'generator' && !(kind === 'remote' && stored)) return { ...nothing, state: notRun[kind] };
  const parsed = valueOrProblem(() => parseSystemDefinition(stored, `The system ${name}`));
  if (parsed.value === null) return { ...nothing, state: 'unusable', problem: parsed.problem };
  const definition = parsed.value;
  if (!isModelDefinition(definition)) return { ...nothing, state: 'ready', definition };
  if (!existsSync(checkpointFolder(definition.checkpoint)))
    return { state: 'missing', problem: missingWords(definition.checkpoint), definition, sizes: null };
  const sizes = valueOrProblem(() => rememberedSizes(definition));
  const { problem } = sizes.problem === null ? valueOrProblem(() => rememberedCheck(definition)) : sizes;
  return { state: problem === null ? 'ready' : 'unusable', problem, definition, sizes: sizes.value };
}

function missingWords(checkpoint: string): string {
  return checkpointFolder(checkpoint) === checkpoint
    ? `Its checkpoint ${checkpoint} is not there.`
    : 'Its checkpoint has not come with this copy of the program.';
}

type Outcome<T> =
  | { readonly value: T; readonly problem: null }
  | { readonly value: null; readonly problem: string };

function valueOrProblem<T>(work: () => T): Outcome<T> {
  try {
    return { value: work(), problem: null };
  } catch (error) {
    if (isWorkbenchError(error)) return { value: null, problem: error.message };
    throw error;
  }
}

/** What was read from a checkpoint, until a file of it is replaced. */
function remembering<T>(read: (system: SystemDefinition) => T) {
  const known = new Map<string, { readonly stamp: string; readonly value: T }>();
  return (system: ModelDefinition): T => {
    const { name: _, description: __, ...what } = system;
    const key = JSON.stringify(what);
    const stamp = stampOf(checkpointFolder(system.checkpoint));
    const found = known.get(key);
    if (found?.stamp === stamp) return found.value;
    const value = read(system);
    known.set(key, { stamp, value });
    return value;
  };
}

/** The card and the manifest are no part of the model, but of what is told of it. */
function stampOf(dir: string): string {
  const others = ['README.md', 'checkpoint.json'].map(
    (name) => statSync(join(dir, name), { throwIfNoEntry: false })?.mtimeMs,
  );
  return `${checkpointStamp(dir)}\n${others.join(' ')}`;
}

const rememberedSizes = remembering(modelSizes);
const rememberedCheck = remembering(checkSystem);
const rememberedFacts = remembering(modelFacts);
