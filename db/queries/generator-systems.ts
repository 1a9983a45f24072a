import { WorkbenchError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { type Db, write } from '../client.ts';
import { prepared } from '../prepared.ts';
import { type SystemDetails, unknownSystem } from './systems.ts';

/** A system that answers by itself. `definition` is read by `parseSystemDefinition`. */
export interface GeneratorSystem {
  readonly id: string;
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>>;
  /** Of a checkpoint that is only being tried, the id of its training. */
  readonly trialOf: string | null;
}

export interface NewGenerator {
  readonly name: string;
  readonly description: string;
  readonly definition: Readonly<Record<string, unknown>>;
  /** `remote` for one on another server; a generator of this program where left out. */
  readonly kind?: 'generator' | 'remote';
  /** Of a checkpoint that is only being tried, the id of its training; see `systems.trialOf`. */
  readonly trainingId?: string;
  readonly now: string;
}

/** Registers a generator. @throws WorkbenchError `conflict` where there is a system of this name */
export function addGenerator(db: Db, generator: NewGenerator): void {
  if (insertGenerator(db, generator)) return;
  throw new WorkbenchError(
    'conflict',
    `There is a system named ${generator.name} already. Choose another name.`,
  );
}

/** Registers those of the generators whose names are free; a name that is taken stays with who has it. */
export function addMissingGenerators(db: Db, generators: readonly NewGenerator[]): void {
  const missing = generators.filter(
    ({ name }) => !prepared(db, 'select 1 from systems where name = ?').get(name),
  );
  if (missing.length === 0) return;
  write(db, () => {
    for (const generator of missing) insertGenerator(db, generator);
  });
}

function insertGenerator(db: Db, generator: NewGenerator): boolean {
  const { name, description, definition, kind = 'generator', trainingId = null, now } = generator;
  const { changes } = prepared(
    db,
    `insert into systems (id, name, kind, description, definition, trial_of, created_at)
     values (?, ?, ?, ?, ?, ?, ?) on conflict (name) do nothing`,
  ).run(newId('system'), name, kind, description, JSON.stringify(definition), trainingId, now);
  return changes === 1;
}

/** @throws WorkbenchError `not-found`, or `bad-input` where its answers came from elsewhere */
export function findGenerator(db: Db, name: string): GeneratorSystem {
  const row = prepared(
    db,
    'select id, name, kind, definition, trial_of as trialOf from systems where name = ?',
  ).get(name) as
    | (Pick<GeneratorSystem, 'id' | 'name' | 'trialOf'> & {
        kind: SystemDetails['kind'];
        definition: string | null;
      })
    | undefined;
  if (!row) throw unknownSystem(db, name);
  if (row.definition === null)
    throw new WorkbenchError(
      'bad-input',
      row.kind === 'human'
        ? 'The answers of human are the dataset’s own references: they came with it, and there is nothing to generate.'
        : `The answers of ${name} were imported, so it cannot generate any. \`systems list\` shows which can.`,
    );
  return { id: row.id, name: row.name, definition: JSON.parse(row.definition), trialOf: row.trialOf };
}
