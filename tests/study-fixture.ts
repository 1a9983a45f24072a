import { parseStudyDefinition } from '#annotations/parse-study-definition.ts';
import { presentationOrder } from '#annotations/presentation-order.ts';
import { checkDealer } from '#annotations/quality/check-dealer.ts';
import { stratifiedSample } from '#annotations/stratified-sample.ts';
import { designSolver } from '#annotations/study-assignment.ts';
import type { StudyDefinitionInput } from '#annotations/study-definition.ts';
import { type Db, write } from '#db/client.ts';
import { claimAssignment } from '#db/queries/assignments.ts';
import { createStudy, openStudy } from '#db/queries/studies.ts';
import { joinStudy } from '#db/queries/study-annotators.ts';

export const noon = '2026-01-05T12:00:00.000Z';

/** Noon plus so many minutes, as an ISO string. */
export function minutesLater(minutes: number): string {
  return new Date(Date.parse(noon) + minutes * 60_000).toISOString();
}

export interface DatasetSize {
  readonly contexts: number;
  readonly systems: readonly string[];
  /** Emotions are dealt out in turn. */
  readonly emotions?: readonly string[];
}

// High, so that a response's id can be told from any other number.
const firstResponseId = 7_000_000;

/** A dataset that is empty yet, and imported systems with a run over it each. Ids are names with their prefix. */
export function insertRuns(db: Db, dataset: string, systems: readonly string[]): void {
  const run = (sql: string, ...values: readonly unknown[]) => db.driver.prepare(sql).run(...values);
  run('insert into datasets (id, name, created_at) values (?, ?, ?)', `dat_${dataset}`, dataset, noon);
  for (const name of systems) {
    run(
      `insert into systems (id, name, kind, created_at) values (?, ?, 'imported', ?)`,
      `sys_${name}`,
      name,
      noon,
    );
    run(
      `insert into runs (id, system_id, dataset_id, label, settings, created_at) values (?, ?, ?, 'imported', '{}', ?)`,
      `run_${name}`,
      `sys_${name}`,
      `dat_${dataset}`,
      noon,
    );
  }
}

/**
 * A dataset `toy` whose every context all systems have answered. Response ids are in an order of their own, so
 * that nothing that follows ids passes for blind by accident.
 */
export function insertDataset(
  db: Db,
  { contexts, systems, emotions = ['joyful', 'sad'] }: DatasetSize,
): void {
  write(db, () => {
    insertRuns(db, 'toy', systems);
    const dialogue = db.driver.prepare(
      `insert into dialogues (id, dataset_id, conv_id, split, emotion, situation, turn_count) values (?, 'dat_toy', ?, ?, ?, ?, 2)`,
    );
    const context = db.driver.prepare(
      `insert into contexts (id, dataset_id, dialogue_id, turn_index, history_hash, history, reference) values (?, 'dat_toy', ?, 1, ?, ?, 'I see.')`,
    );
    const response = db.driver.prepare(
      'insert into responses (id, run_id, context_id, text) values (?, ?, ?, ?)',
    );
    for (let id = 1; id <= contexts; id++) {
      const split = id % 5 === 0 ? 'valid' : 'test';
      dialogue.run(id, `conv:${id}`, split, emotions[id % emotions.length], `Situation ${id}.`);
      context.run(
        id,
        id,
        `hash${id}`,
        JSON.stringify([{ speaker: 'speaker', text: `Something happened, ${id}.` }]),
      );
      const turned = systems.map((_, index) => systems[(index + id) % systems.length]);
      for (const [index, name] of turned.entries())
        response.run(
          firstResponseId + 26 * id + index,
          `run_${name}`,
          id,
          `An answer to ${id} that is like no other: ${name?.length}.`,
        );
    }
  });
}

export interface OpenStudyOptions {
  readonly items?: number;
  readonly systems?: readonly string[];
  readonly ratingsPerItem?: number;
  readonly definition?: Partial<StudyDefinitionInput>;
}

/** An open study over a fresh dataset of as many contexts. */
export function openToyStudy(db: Db, options: OpenStudyOptions = {}): string {
  const { items = 4, systems = ['alpha', 'beta', 'gamma'], ratingsPerItem = 2 } = options;
  insertDataset(db, { contexts: items, systems });
  const definition = parseStudyDefinition({
    name: 'toy study',
    dataset: 'toy',
    systems: [...systems],
    sample: { items },
    ratingsPerItem,
    seed: 7,
    ...options.definition,
  });
  const { id } = createStudy(db, { definition, now: noon, sample: stratifiedSample });
  openStudy(db, { studyId: id, now: noon, solver: designSolver });
  return id;
}

/** Makes an annotator who has joined the study; returns their user id. */
export function joinedAnnotator(db: Db, studyId: string, name: string): string {
  const id = `usr_${name}`;
  db.driver
    .prepare(`insert or ignore into users (id, role, display_name, created_at) values (?, 'annotator', ?, ?)`)
    .run(id, name, noon);
  joinStudy(db, { studyId, userId: id, now: noon });
  return id;
}

export function claim(
  db: Db,
  who: { readonly studyId: string; readonly userId: string; readonly now?: string },
) {
  return claimAssignment(db, {
    now: noon,
    order: presentationOrder,
    solver: designSolver,
    checks: checkDealer,
    ...who,
  });
}

/** The id of the assignment that is claimed; throws where there is none. */
export function claimed(
  db: Db,
  who: { readonly studyId: string; readonly userId: string; readonly now?: string },
): string {
  const found = claim(db, who);
  if (found.kind === 'none') throw new Error(`nothing to claim: ${found.reason}`);
  return found.assignmentId;
}
