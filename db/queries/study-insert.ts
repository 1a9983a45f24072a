import type { StudyDefinition } from '#annotations/study-definition.ts';
import { newId } from '#lib/ids.ts';
import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import { type DialogueItem, insertDialogueResponses } from './dialogue-sampling.ts';
import type { GoldContext } from './gold-contexts.ts';
import type { SampledContext, SampledSystem } from './study-sampling.ts';

export interface StudyToInsert {
  readonly id: string;
  readonly datasetId: string;
  readonly definition: StudyDefinition;
  readonly systems: readonly SampledSystem[];
  /** In the order in which they will be handed out. */
  readonly items: readonly SampledContext[];
  /** Shown as checks only; they want no ratings. */
  readonly gold: readonly GoldContext[];
  /** Of a study of dialogues, in place of `items`. */
  readonly dialogues?: readonly DialogueItem[];
  readonly now: string;
}

/** Writes a study with its criteria, systems and items. To be called inside `write`. */
export function insertStudy(db: Db, study: StudyToInsert): void {
  insertStudyRow(db, study);
  insertCriteria(db, study);
  insertSystems(db, study);
  insertItems(db, study);
  insertDialogues(db, study);
}

function insertDialogues(db: Db, { id: studyId, dialogues = [], definition }: StudyToInsert): void {
  const insert = prepared(
    db,
    'insert into study_items (study_id, context_id, system_id, position, label, wanted) values (?, ?, ?, ?, ?, ?)',
  );
  for (const [position, { contextId, systemId, label }] of dialogues.entries())
    insert.run(studyId, contextId, systemId, position, label, definition.ratingsPerItem);
  if (!definition.task) insertDialogueResponses(db, studyId);
}

function insertStudyRow(db: Db, study: StudyToInsert): void {
  const { definition } = study;
  prepared(
    db,
    `insert into studies (id, name, dataset_id, kind, status, definition, seed, ratings_per_item, lease_minutes, created_at)
     values (?, ?, ?, 'live', 'draft', ?, ?, ?, ?, ?)`,
  ).run(
    study.id,
    definition.name,
    study.datasetId,
    JSON.stringify(definition),
    definition.seed,
    definition.ratingsPerItem,
    definition.leaseMinutes,
    study.now,
  );
}

function insertCriteria(db: Db, study: StudyToInsert): void {
  const insertCriterion = prepared(
    db,
    `insert into criteria (id, study_id, position, kind, name, label, question, minimum, maximum, step, anchors, about)
     values (@id, @studyId, @position, @kind, @name, @label, @question, @minimum, @maximum, @step, @anchors, @about)`,
  );
  for (const [position, criterion] of study.definition.criteria.entries())
    insertCriterion.run({
      ...criterion,
      id: newId('criterion'),
      studyId: study.id,
      position,
      step: criterion.step ?? null,
      anchors: JSON.stringify(criterion.anchors),
      about: criterion.about ?? 'response',
    });
}

function insertSystems(db: Db, { id, systems }: StudyToInsert): void {
  const insert = prepared(
    db,
    'insert into study_systems (study_id, system_id, run_id, position) values (?, ?, ?, ?)',
  );
  for (const [position, { systemId, runId }] of systems.entries()) insert.run(id, systemId, runId, position);
}

function insertItems(db: Db, { id: studyId, items, gold, definition }: StudyToInsert): void {
  const insert = prepared(
    db,
    'insert into study_items (study_id, context_id, position, label, wanted) values (?, ?, ?, ?, ?)',
  );
  const labels = itemLabels(items, gold);
  for (const [position, { id }] of items.entries())
    insert.run(studyId, id, position, labels.get(id), definition.ratingsPerItem);
  for (const [place, { id, label }] of gold.entries())
    insert.run(studyId, id, items.length + place, label, 0);
  prepared(
    db,
    `insert into item_responses (item_id, response_id)
     select i.id, r.id
     from study_items i
     join study_systems s on s.study_id = i.study_id
     join responses r on r.context_id = i.context_id and r.run_id = s.run_id
     where i.study_id = ? and i.system_id is null
     order by i.id, r.id`,
  ).run(studyId);
}

/**
 * By context id: `conv_id#turn_index`, with `~occurrence` where the dataset tells contexts apart by it. Contexts
 * of one dialogue that differ in nothing but their words get the next free number.
 */
function itemLabels(items: readonly SampledContext[], gold: readonly GoldContext[]): Map<number, string> {
  const used = new Set(gold.map(({ label }) => label));
  const labels = new Map<number, string>();
  for (const { id, convId, turnIndex, occurrence } of items.toSorted((a, b) => a.id - b.id)) {
    const base = `${convId}#${turnIndex}`;
    let number = occurrence;
    let label = number === 0 ? base : `${base}~${number}`;
    while (used.has(label)) label = `${base}~${++number}`;
    used.add(label);
    labels.set(id, label);
  }
  return labels;
}
