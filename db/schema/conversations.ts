import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { ContextTurn } from './datasets.ts';
import { assignments } from './studies.ts';
import { systems } from './systems.ts';
import { users } from './users.ts';

/**
 * A link by which people come to talk with systems, without an account. Only the SHA-256 of its secret is kept. By a
 * `chat` link they talk with all of its systems at once; by an `arena` link with two of them, drawn anew and unnamed.
 */
export const chatLinks = sqliteTable('chat_links', {
  id: text().primaryKey(),
  kind: text({ enum: ['chat', 'arena'] }).notNull(),
  secretHash: text().notNull().unique(),
  /** What the page is called for those who come by it. */
  title: text().notNull(),
  /** What they read before they begin. */
  welcome: text().notNull().default(''),
  /** Ids of systems. */
  systems: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
  /** Whether the names of the systems are kept from those who come by it. */
  isBlind: integer({ mode: 'boolean' }).notNull().default(false),
  /** Most people; null for any number. */
  maxUses: integer(),
  uses: integer().notNull().default(0),
  createdBy: text().references(() => users.id, { onDelete: 'set null' }),
  createdAt: text().notNull(),
  expiresAt: text(),
  revokedAt: text(),
});

/** Who came by which link: each a use of it, and they stay welcome whatever they remove of what they said. */
export const chatLinkVisitors = sqliteTable(
  'chat_link_visitors',
  {
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    linkId: text()
      .notNull()
      .references(() => chatLinks.id, { onDelete: 'cascade' }),
    cameAt: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.linkId] }),
    index('chat_link_visitors_by_link').on(table.linkId),
  ],
);

/**
 * A person's talk with one or several systems. The person is the speaker of the dialogue and the systems are its
 * listeners, each in a lane of its own: a system sees what the person said and its own replies, never another's.
 */
export const conversations = sqliteTable(
  'conversations',
  {
    id: text().primaryKey(),
    /** `study` is a task of a study: somebody talks with a system and rates it then. */
    kind: text({ enum: ['chat', 'arena', 'study'] }).notNull(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    linkId: text().references(() => chatLinks.id, { onDelete: 'set null' }),
    /** Of a study's conversation: the task it belongs to. */
    assignmentId: text().references(() => assignments.id, { onDelete: 'cascade' }),
    /** The first words that were said; empty before that. */
    title: text().notNull().default(''),
    /** What a reply's seed is made of, with its turn, lane and attempt. */
    seed: integer().notNull(),
    /** Decoding options in place of the systems' own. */
    settings: text({ mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull().default({}),
    createdAt: text().notNull(),
    updatedAt: text().notNull(),
    /** When it ended, so that nothing more is said. */
    endedAt: text(),
  },
  (table) => [
    index('conversations_by_user').on(table.userId, table.kind, table.updatedAt),
    index('conversations_by_kind').on(table.kind, table.updatedAt),
    index('conversations_by_link').on(table.linkId),
    uniqueIndex('conversations_by_assignment').on(table.assignmentId),
  ],
);

/** Who answers in which lane; lanes are shown in their order, from 0. */
export const conversationLanes = sqliteTable(
  'conversation_lanes',
  {
    conversationId: text()
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    lane: integer().notNull(),
    systemId: text()
      .notNull()
      .references(() => systems.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.conversationId, table.lane] }),
    index('conversation_lanes_by_system').on(table.systemId),
  ],
);

/** What the person said, from turn 0 on. */
export const conversationMessages = sqliteTable(
  'conversation_messages',
  {
    conversationId: text()
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    turn: integer().notNull(),
    text: text().notNull(),
    saidAt: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.conversationId, table.turn] })],
);

/** All that a reply's text depends on besides the turns before it. */
export interface ReplyOrigin {
  /** The system's definition at that time, as models/client.ts reads it; null for one that has none. */
  readonly definition: Readonly<Record<string, unknown>> | null;
  /** SHA-256 of the checkpoint that wrote it; null for what has none. */
  readonly checkpoint: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly seed: number;
}

/**
 * A system's reply to what the person said at `turn`. Another attempt leaves the earlier ones standing; the last one is
 * what the dialogue goes on from. `pending` is being written, or was when the program ended; a `stopped` one keeps what
 * was written until then.
 */
export const conversationReplies = sqliteTable(
  'conversation_replies',
  {
    id: integer().primaryKey(),
    conversationId: text().notNull(),
    turn: integer().notNull(),
    lane: integer().notNull(),
    /** From 0. */
    attempt: integer().notNull(),
    status: text({ enum: ['pending', 'done', 'stopped', 'failed'] }).notNull(),
    text: text().notNull().default(''),
    /** A sentence for the person, where it failed. */
    error: text(),
    origin: text({ mode: 'json' }).$type<ReplyOrigin>().notNull(),
    /** What the system knows of its reply: emotion, exemplars, levels. */
    details: text({ mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull().default({}),
    tokenCount: integer(),
    /** From the asking to the whole reply. */
    milliseconds: integer(),
    startedAt: text().notNull(),
  },
  (table) => [
    uniqueIndex('conversation_replies_by_attempt').on(
      table.conversationId,
      table.turn,
      table.lane,
      table.attempt,
    ),
    foreignKey({
      columns: [table.conversationId, table.turn],
      foreignColumns: [conversationMessages.conversationId, conversationMessages.turn],
    }).onDelete('cascade'),
    foreignKey({
      columns: [table.conversationId, table.lane],
      foreignColumns: [conversationLanes.conversationId, conversationLanes.lane],
    }).onDelete('cascade'),
  ],
);

export const reportReasons = [
  'unsafe',
  'hurtful',
  'not-empathetic',
  'irrelevant',
  'nonsense',
  'other',
] as const;

/**
 * A reply that somebody reported, or wrote anew as it should have been. The dialogue is kept here as it was then, apart
 * from the conversation, which its owner may remove or go on with.
 */
export const feedback = sqliteTable(
  'feedback',
  {
    id: text().primaryKey(),
    kind: text({ enum: ['report', 'edit'] }).notNull(),
    replyId: integer().references(() => conversationReplies.id, { onDelete: 'set null' }),
    systemId: text()
      .notNull()
      .references(() => systems.id, { onDelete: 'cascade' }),
    userId: text().references(() => users.id, { onDelete: 'set null' }),
    /** The turns before the reply, the last of them the speaker's. */
    history: text({ mode: 'json' }).$type<readonly ContextTurn[]>().notNull(),
    reply: text().notNull(),
    /** Of an edit: what should have been said. */
    correction: text(),
    /** Of a report. */
    reason: text({ enum: reportReasons }),
    /** Of a report: in the person's own words. */
    remark: text().notNull().default(''),
    origin: text({ mode: 'json' }).$type<ReplyOrigin>().notNull(),
    status: text({ enum: ['open', 'accepted', 'dropped'] }).notNull(),
    createdAt: text().notNull(),
    updatedAt: text().notNull(),
    decidedBy: text().references(() => users.id, { onDelete: 'set null' }),
    decidedAt: text(),
  },
  (table) => [
    uniqueIndex('feedback_once').on(table.replyId, table.userId, table.kind),
    index('feedback_by_status').on(table.status, table.createdAt),
    index('feedback_by_system').on(table.systemId, table.status),
    check('feedback_edit_has_correction', sql`(${table.kind} = 'edit') = (${table.correction} is not null)`),
    check('feedback_report_has_reason', sql`(${table.kind} = 'report') = (${table.reason} is not null)`),
  ],
);

/**
 * Which of the two systems of an arena's conversation somebody preferred; names are shown after it. What was said may be
 * removed afterwards, and the conversation then stays without words, for the vote's sake.
 */
export const arenaVotes = sqliteTable(
  'arena_votes',
  {
    conversationId: text()
      .primaryKey()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    /** Ids of the systems of both lanes, so that votes are counted by an index alone; null where one had gone before. */
    firstSystem: text(),
    secondSystem: text(),
    /** By lane. */
    choice: text({ enum: ['first', 'second', 'tie', 'both-bad'] }).notNull(),
    /** How many turns both had answered. */
    turns: integer().notNull(),
    /** Whether a reply named who wrote it, so that the vote was not blind. */
    namesSystem: integer({ mode: 'boolean' }).notNull().default(false),
    /** SHA-256 of the checkpoints that wrote the last replies, by lane: words may go, what was judged stays known. */
    checkpoints: text({ mode: 'json' }).$type<readonly (string | null)[]>().notNull().default([]),
    votedAt: text().notNull(),
  },
  (table) => [
    index('arena_votes_by_pair').on(table.namesSystem, table.firstSystem, table.secondSystem, table.choice),
    index('arena_votes_by_time').on(table.votedAt),
  ],
);
