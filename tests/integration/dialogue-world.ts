import fc from 'fast-check';
import type { Db } from '#db/client.ts';
import type { ContextTurn } from '#db/schema/datasets.ts';

/** A small dataset as plain values: what queries answer over it can be worked out by hand. */
export interface World {
  readonly dialogues: readonly WorldDialogue[];
}

export interface WorldDialogue {
  readonly emotion: string | null;
  readonly split: string | null;
  readonly situation: string | null;
  readonly turns: readonly string[];
  /** Still being imported, so that nobody may see it. */
  readonly pending: boolean;
  readonly contexts: readonly WorldContext[];
}

export interface WorldContext {
  readonly pending: boolean;
  readonly flaggedBy: 'nobody' | 'researcher' | 'annotator';
  /** The answer of each system of `worldSystems`; null where it gave none. */
  readonly answers: readonly (string | null)[];
}

export const worldSystems = ['human', 'anna', 'bob'] as const;
export const worldDataset = 'dat_world';
export const worldResearcher = 'usr_researcher';
const at = '2026-01-02T03:04:05.000Z';

// Few letters, so that searches hit; capitals, accents in both encodings, what LIKE and JSON take for their own.
const letters = ['a', 'A', 'ä', 'Ä', 'e\u0301', 'é', 'ß', 'ש', '%', '_', '\\', '"', ' ', '\n', '{', '🙂'];
export const worldText = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 6 });
export const worldEmotions = ['afraid', 'joyful', 'proud'] as const;
export const worldSplits = ['test', 'train'] as const;

const context: fc.Arbitrary<WorldContext> = fc.record({
  pending: fc.integer({ min: 0, max: 5 }).map((draw) => draw === 0),
  flaggedBy: fc.constantFrom('nobody', 'nobody', 'researcher', 'annotator'),
  answers: fc.tuple(...worldSystems.map(() => fc.option(worldText, { freq: 4 }))),
});

const dialogue: fc.Arbitrary<WorldDialogue> = fc.record({
  emotion: fc.option(fc.constantFrom(...worldEmotions), { freq: 5 }),
  split: fc.option(fc.constantFrom(...worldSplits), { freq: 5 }),
  situation: fc.option(worldText, { freq: 2 }),
  turns: fc.array(worldText, { minLength: 1, maxLength: 4 }),
  pending: fc.integer({ min: 0, max: 5 }).map((draw) => draw === 0),
  contexts: fc.array(context, { maxLength: 2 }),
});

export const worlds: fc.Arbitrary<World> = fc.record({ dialogues: fc.array(dialogue, { maxLength: 9 }) });

/** Where context `position` of a dialogue begins: after its first turn, then after its second, as far as there are. */
export function worldTurnIndex(dialogue: WorldDialogue, position: number): number {
  return Math.min(position + 1, dialogue.turns.length);
}

export function worldHistory(dialogue: WorldDialogue, position: number): ContextTurn[] {
  return dialogue.turns.slice(0, worldTurnIndex(dialogue, position)).map(worldTurn);
}

function worldTurn(text: string, index: number): ContextTurn {
  return { speaker: index % 2 === 0 ? 'speaker' : 'listener', text };
}

/** The n-th context of the whole world has the id n + 1; dialogues likewise, with the conv_id `conv:n`. */
export function fillDatabase(db: Db, world: World): void {
  const { driver } = db;
  driver.transaction(() => {
    emptyDatabase(db);
    driver.exec(`
      insert into datasets (id, name, description, licence, created_at) values ('${worldDataset}', 'world', 'A small world.', 'MIT', '${at}');
      insert into users (id, role, display_name, created_at) values
        ('${worldResearcher}', 'researcher', 'Rose', '${at}'), ('usr_annotator', 'annotator', 'Ann', '${at}');
      insert into imports (id, kind, file_name, target, status, process_id, created_at) values
        ('imp_1', 'dataset', 'file', 'world', 'running', 1, '${at}');
      insert into studies (id, name, dataset_id, kind, status, definition, seed, ratings_per_item, lease_minutes,
        created_at) values ('stu_1', 'S', '${worldDataset}', 'live', 'open', '{}', 1, 1, 30, '${at}');`);
    for (const name of worldSystems) {
      const kind = name === 'human' ? 'human' : 'imported';
      driver
        .prepare('insert into systems (id, name, kind, created_at) values (?, ?, ?, ?)')
        .run(`sys_${name}`, name, kind, at);
      driver
        .prepare(
          `insert into runs (id, system_id, dataset_id, label, settings, created_at)
           values (?, ?, ?, 'imported', '{}', ?)`,
        )
        .run(worldRun(name), `sys_${name}`, worldDataset, at);
    }
    let contextId = 0;
    world.dialogues.forEach((row, index) => {
      insertDialogue(db, row, index + 1);
      row.contexts.forEach((_, position) => {
        insertContext(db, { dialogue: row, dialogueId: index + 1, position, contextId: ++contextId });
      });
    });
  })();
}

export function worldRun(system: string): string {
  return `run_${system}`;
}

function emptyDatabase({ driver }: Db): void {
  driver.exec(`
    delete from studies; delete from context_flags; delete from users; delete from responses; delete from runs;
    delete from systems; delete from contexts; delete from dialogues; delete from datasets; delete from imports;`);
}

function insertDialogue({ driver }: Db, row: WorldDialogue, id: number): void {
  driver
    .prepare(
      `insert into dialogues (id, dataset_id, conv_id, split, emotion, situation, turn_count, pending_import)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      id,
      worldDataset,
      `conv:${id}`,
      row.split,
      row.emotion,
      row.situation,
      row.turns.length,
      row.pending ? 'imp_1' : null,
    );
  row.turns.map(worldTurn).forEach((turn, turnIndex) => {
    driver
      .prepare('insert into turns (dialogue_id, turn_index, speaker, text) values (?, ?, ?, ?)')
      .run(id, turnIndex, turn.speaker, turn.text);
  });
}

interface PlacedContext {
  readonly dialogue: WorldDialogue;
  readonly dialogueId: number;
  readonly position: number;
  readonly contextId: number;
}

function insertContext({ driver }: Db, { dialogue, dialogueId, position, contextId }: PlacedContext): void {
  const row = dialogue.contexts[position];
  if (!row) return;
  const pending = row.pending || dialogue.pending ? 'imp_1' : null;
  driver
    .prepare(
      `insert into contexts (id, dataset_id, dialogue_id, turn_index, occurrence, history_hash, history, reference,
         pending_import) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      contextId,
      worldDataset,
      dialogueId,
      worldTurnIndex(dialogue, position),
      position,
      'hash',
      JSON.stringify(worldHistory(dialogue, position)),
      row.answers[0],
      pending,
    );
  worldSystems.forEach((name, index) => {
    const text = row.answers[index];
    if (text != null)
      driver
        .prepare('insert into responses (run_id, context_id, text, pending_import) values (?, ?, ?, ?)')
        .run(worldRun(name), contextId, text, pending);
  });
  if (row.flaggedBy === 'researcher')
    driver
      .prepare('insert into context_flags (context_id, user_id, flagged_at) values (?, ?, ?)')
      .run(contextId, worldResearcher, at);
  if (row.flaggedBy === 'annotator') {
    driver
      .prepare(
        `insert into study_items (id, study_id, context_id, position, label, wanted)
         values (?, 'stu_1', ?, ?, ?, 1)`,
      )
      .run(contextId, contextId, contextId, `item-${contextId}`);
    driver
      .prepare(
        `insert into assignments (id, study_id, item_id, user_id, sequence, response_order, status, assigned_at,
           lease_expires_at, flagged) values (?, 'stu_1', ?, 'usr_annotator', ?, '[]', 'active', ?, ?, 1)`,
      )
      .run(`asg_${contextId}`, contextId, contextId, at, at);
  }
}
