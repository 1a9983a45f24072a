import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { PlantedCheck } from '#annotations/quality/planted-check.ts';
import type { StudyDefinition } from '#annotations/study-definition.ts';
import { contexts, datasets } from './datasets.ts';
import { imports } from './imports.ts';
import { responses, runs, systems } from './systems.ts';
import { users } from './users.ts';

/** A human evaluation: which systems, which contexts, which questions. `definition` is the file it was made from. */
export const studies = sqliteTable('studies', {
  id: text().primaryKey(),
  name: text().notNull().unique(),
  datasetId: text()
    .notNull()
    .references(() => datasets.id),
  /** `live` is rated here; `imported` came as finished ratings. */
  kind: text({ enum: ['live', 'imported'] }).notNull(),
  status: text({ enum: ['draft', 'open', 'closed'] }).notNull(),
  definition: text({ mode: 'json' }).$type<StudyDefinition>().notNull(),
  /** Drives sampling, order of items and order of responses. */
  seed: integer().notNull(),
  ratingsPerItem: integer().notNull(),
  leaseMinutes: integer().notNull(),
  createdAt: text().notNull(),
  openedAt: text(),
  closedAt: text(),
  /** SHA-256 of the definition as it was when the study was first opened: the protocol that was frozen. */
  protocolHash: text(),
  pendingImport: text().references(() => imports.id),
});

/** A question asked of every response of a study, with its scale. `name` is the machine's name, unique in its study. */
export const criteria = sqliteTable(
  'criteria',
  {
    id: text().primaryKey(),
    studyId: text()
      .notNull()
      .references(() => studies.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    /** How it is answered; see annotations/study-definition.ts. A `choice` is one answer per item, see `ratings.value`. */
    kind: text({ enum: ['scale', 'slider', 'yes-no', 'levels', 'ranking', 'choice'] })
      .notNull()
      .default('scale'),
    name: text().notNull(),
    label: text().notNull(),
    question: text().notNull(),
    minimum: real().notNull(),
    maximum: real().notNull(),
    /** Smallest difference between two values of a slider; null for the others, whose values are whole numbers. */
    step: real(),
    /** Words at points of the scale, e.g. `{"1": "not at all", "5": "very much"}`. */
    anchors: text({ mode: 'json' }).$type<Readonly<Record<string, string>>>().notNull(),
    /** `dialogue`, in studies of whole dialogues only: asked once, and stored at the last response shown. */
    about: text({ enum: ['response', 'dialogue'] })
      .notNull()
      .default('response'),
  },
  (table) => [uniqueIndex('criteria_by_name').on(table.studyId, table.name)],
);

/** A system that takes part in a study, by one of its runs. */
export const studySystems = sqliteTable(
  'study_systems',
  {
    studyId: text()
      .notNull()
      .references(() => studies.id, { onDelete: 'cascade' }),
    systemId: text()
      .notNull()
      .references(() => systems.id),
    runId: text()
      .notNull()
      .references(() => runs.id),
    position: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.studyId, table.systemId] })],
);

/**
 * A context with the responses shown together. `taken` counts the assignments that hold or have filled one of the
 * `wanted` places; the check makes handing out one too many impossible, whatever the code above does.
 */
export const studyItems = sqliteTable(
  'study_items',
  {
    id: integer().primaryKey(),
    studyId: text()
      .notNull()
      .references(() => studies.id, { onDelete: 'cascade' }),
    contextId: integer()
      .notNull()
      .references(() => contexts.id),
    /**
     * Of a study of whole dialogues: whose part of the dialogue the item is, in all its turns (the item's context is that
     * of the last). Null where responses of all systems to the one context are shown.
     */
    systemId: text().references(() => systems.id),
    /** Order of the sample, from 0. */
    position: integer().notNull(),
    /** The item's name in an imported file or an export. */
    label: text().notNull(),
    wanted: integer().notNull(),
    taken: integer().notNull().default(0),
    /** Places that a design keeps for somebody who has not begun, or let lie, the item; others may not take them. */
    reserved: integer().notNull().default(0),
  },
  (table) => [
    uniqueIndex('study_items_by_label').on(table.studyId, table.label),
    index('study_items_by_context').on(table.contextId),
    // With `wanted`, so that counting a study's places reads no rows.
    index('study_items_by_position').on(table.studyId, table.position, table.wanted),
    index('study_items_next').on(table.studyId, table.taken, table.position),
    check('study_items_never_over_assigned', sql`${table.taken} >= 0 and ${table.taken} <= ${table.wanted}`),
  ],
);

/** The responses that belong to an item. Their order here means nothing: what was shown where is in `assignments.order`. */
export const itemResponses = sqliteTable(
  'item_responses',
  {
    itemId: integer()
      .notNull()
      .references(() => studyItems.id, { onDelete: 'cascade' }),
    responseId: integer()
      .notNull()
      .references(() => responses.id),
  },
  (table) => [
    primaryKey({ columns: [table.itemId, table.responseId] }),
    index('item_responses_by_response').on(table.responseId),
  ],
);

/** A person's part in a study: the pseudonym that stands in every export, and when they consented. */
export const studyAnnotators = sqliteTable(
  'study_annotators',
  {
    studyId: text()
      .notNull()
      .references(() => studies.id, { onDelete: 'cascade' }),
    userId: text()
      .notNull()
      .references(() => users.id),
    pseudonym: text().notNull(),
    /** 0, 1, 2, … in order of joining; part of the seed of the orders they see. */
    ordinal: integer().notNull(),
    joinedAt: text().notNull(),
    consentedAt: text(),
    /** Since when they take part no longer: what they had not begun was given to others. */
    leftAt: text(),
  },
  (table) => [
    primaryKey({ columns: [table.studyId, table.userId] }),
    uniqueIndex('study_annotators_by_pseudonym').on(table.studyId, table.pseudonym),
    uniqueIndex('study_annotators_by_ordinal').on(table.studyId, table.ordinal),
  ],
);

/**
 * An item given to an annotator. `active` holds a place until `leaseExpiresAt`; `submitted` fills it; `skipped`
 * and `expired` have given it back. `responseOrder` lists response ids by position shown.
 */
export const assignments = sqliteTable(
  'assignments',
  {
    id: text().primaryKey(),
    studyId: text()
      .notNull()
      .references(() => studies.id, { onDelete: 'cascade' }),
    itemId: integer()
      .notNull()
      .references(() => studyItems.id, { onDelete: 'cascade' }),
    userId: text()
      .notNull()
      .references(() => users.id),
    /**
     * Only a `task` counts in results and takes a place of its item. A `repeat` shows a rater an item once more;
     * `gold` has answers that are known, `attention` tells what to answer, `qualification` comes before the task.
     */
    role: text({ enum: ['task', 'repeat', 'gold', 'attention', 'qualification'] })
      .notNull()
      .default('task'),
    /** The annotator's n-th assignment in the study, from 0: without a design it determines `responseOrder`. */
    sequence: integer().notNull(),
    responseOrder: text({ mode: 'json' }).$type<readonly number[]>().notNull(),
    /** Of an attention check or a gold item: what stands there in place of a response, and what is answered right. */
    planted: text({ mode: 'json' }).$type<PlantedCheck>(),
    status: text({ enum: ['active', 'submitted', 'skipped', 'expired'] }).notNull(),
    assignedAt: text().notNull(),
    leaseExpiresAt: text().notNull(),
    submittedAt: text(),
    skipReason: text(),
    flagged: integer({ mode: 'boolean' }).notNull().default(false),
    comment: text().notNull().default(''),
  },
  (table) => [
    uniqueIndex('assignments_once_an_item').on(table.itemId, table.userId, table.role),
    uniqueIndex('assignments_by_sequence').on(table.studyId, table.userId, table.sequence),
    // All that tells how far each annotator is, so that a study's progress reads no rows.
    index('assignments_by_standing').on(
      table.studyId,
      table.userId,
      table.role,
      table.status,
      table.flagged,
      table.assignedAt,
      table.submittedAt,
    ),
    index('assignments_for_attention')
      .on(table.studyId)
      .where(sql`${table.flagged} or ${table.comment} <> '' or ${table.status} = 'skipped'`),
    index('assignments_active_by_lease')
      .on(table.studyId, table.leaseExpiresAt)
      .where(sql`${table.status} = 'active'`),
  ],
);

/**
 * A page visit to an assignment, by a name that the page gives it, with how long it was open and how long of that
 * somebody did something there, both by the browser's own count. A visit's times only ever grow.
 */
export const assignmentVisits = sqliteTable(
  'assignment_visits',
  {
    assignmentId: text()
      .notNull()
      .references(() => assignments.id, { onDelete: 'cascade' }),
    visit: text().notNull(),
    activeMs: integer().notNull(),
    openMs: integer().notNull(),
    firstAt: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.assignmentId, table.visit] })],
);

/** The value that stands: one row per (assignment, response, criterion). How it came about is in `ratingEvents`. */
export const ratings = sqliteTable(
  'ratings',
  {
    id: integer().primaryKey(),
    studyId: text()
      .notNull()
      .references(() => studies.id, { onDelete: 'cascade' }),
    assignmentId: text()
      .notNull()
      .references(() => assignments.id, { onDelete: 'cascade' }),
    responseId: integer()
      .notNull()
      .references(() => responses.id),
    criterionId: text()
      .notNull()
      .references(() => criteria.id),
    /** Of a `choice`, whose row is that of the response at position 1: the position chosen, 0 for a tie. */
    value: real().notNull(),
    /** Position the response was shown at, from 1; null where an imported study does not say. */
    position: integer(),
    firstRatedAt: text(),
    lastRatedAt: text(),
    pendingImport: text().references(() => imports.id),
  },
  (table) => [
    index('ratings_pending').on(table.pendingImport).where(sql`${table.pendingImport} is not null`),
    uniqueIndex('ratings_one_a_cell').on(table.assignmentId, table.responseId, table.criterionId),
    // Without it every response that is removed is looked for in all ratings.
    index('ratings_by_response').on(table.responseId),
    index('ratings_by_study').on(table.studyId, table.id),
  ],
);

/**
 * Every change of a rating, append-only (triggers refuse update and delete while the assignment lives).
 * `clientId` names a browser tab and `clientSequence` counts its clicks, so a click sent twice is stored once and a
 * late retry never overwrites a newer click of the same tab.
 */
export const ratingEvents = sqliteTable(
  'rating_events',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    assignmentId: text()
      .notNull()
      .references(() => assignments.id, { onDelete: 'cascade' }),
    responseId: integer().notNull(),
    criterionId: text().notNull(),
    value: real().notNull(),
    clientId: text().notNull(),
    clientSequence: integer().notNull(),
    at: text().notNull(),
  },
  (table) => [
    uniqueIndex('rating_events_once_a_click').on(table.clientId, table.clientSequence),
    index('rating_events_by_cell').on(table.assignmentId, table.responseId, table.criterionId),
  ],
);

/** Every change of an assignment's comment or flag, append-only and counted like `ratingEvents`, for the same reason. */
export const remarkEvents = sqliteTable(
  'remark_events',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    assignmentId: text()
      .notNull()
      .references(() => assignments.id, { onDelete: 'cascade' }),
    kind: text({ enum: ['comment', 'flag'] }).notNull(),
    /** The comment, or `1` and `0` for a flag. */
    value: text().notNull(),
    clientId: text().notNull(),
    clientSequence: integer().notNull(),
    at: text().notNull(),
  },
  (table) => [
    uniqueIndex('remark_events_once_a_change').on(table.clientId, table.clientSequence),
    index('remark_events_by_assignment').on(table.assignmentId, table.kind),
  ],
);

/** Annotators whose answers a researcher left out of the results, and why. Results can be shown with and without. */
export const studyExclusions = sqliteTable(
  'study_exclusions',
  {
    studyId: text()
      .notNull()
      .references(() => studies.id, { onDelete: 'cascade' }),
    userId: text()
      .notNull()
      .references(() => users.id),
    reason: text().notNull(),
    excludedBy: text().references(() => users.id),
    excludedAt: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.studyId, table.userId] })],
);

/**
 * What happened to a study after it was made, append-only: opened, closed, its protocol frozen or departed from,
 * its assignment solved anew, people left out. `detail` is a sentence for a methods section, without names.
 */
export const studyLog = sqliteTable(
  'study_log',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    studyId: text()
      .notNull()
      .references(() => studies.id, { onDelete: 'cascade' }),
    kind: text({ enum: ['opened', 'closed', 'deviation', 'assignment', 'exclusion', 'look'] }).notNull(),
    detail: text().notNull(),
    at: text().notNull(),
  },
  (table) => [index('study_log_by_study').on(table.studyId, table.id)],
);

/** Looks at a study's results before its end, as its protocol plans them; what each may spend follows from those before. */
export const studyLooks = sqliteTable(
  'study_looks',
  {
    studyId: text()
      .notNull()
      .references(() => studies.id, { onDelete: 'cascade' }),
    /** From 1. */
    number: integer().notNull(),
    /** Of the ratings wanted, those that were in. */
    fraction: real().notNull(),
    takenAt: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.studyId, table.number] })],
);

/** A context that somebody wants looked at, by a researcher in the comparison. Annotators flag their assignment. */
export const contextFlags = sqliteTable(
  'context_flags',
  {
    contextId: integer()
      .notNull()
      .references(() => contexts.id, { onDelete: 'cascade' }),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    flaggedAt: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.contextId, table.userId] })],
);
