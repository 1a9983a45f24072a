import type { StudyDesign } from '#annotations/design/study-design.ts';
import type { DesignSolver } from '#annotations/study-assignment.ts';
import type { StudyDefinition } from '#annotations/study-definition.ts';
import { groupedBy } from '#lib/grouped-by.ts';
import { createRandom } from '#lib/rng.ts';
import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { DesignPlace } from '../schema/study-designs.ts';
import { type DesignRow, designRow, designShares, designToRepair, gone, shapeFacts } from './study-design.ts';
import { logStudyEvent } from './study-log.ts';

/** Every function here is to be called inside `write`. */

export interface SolvingAt {
  readonly studyId: string;
  readonly now: string;
  readonly solver: DesignSolver;
}

/** Solves the assignment of a study that asks for one and has none yet. */
export function planStudyDesign(db: Db, { studyId, now, solver }: SolvingAt): void {
  const study = prepared(db, 'select definition, seed from studies where id = ?').get(studyId) as {
    definition: string;
    seed: number;
  };
  const definition = JSON.parse(study.definition) as StudyDefinition;
  if (!definition.assignment || designRow(db, studyId)) return;
  const items = shapeFacts(db, studyId);
  const design = solver.plan(definition, items, createRandom(study.seed, 'assignment', 0));
  if (design) store(db, { studyId, now, design, revision: 0 });
}

export interface DesignChanges {
  /** Ordinals of annotators whose share goes to others. */
  readonly left?: readonly number[];
  /** Ordinals of annotators who had left and are there again. */
  readonly back?: readonly number[];
  /** How many annotators the design is to hold in all, where that is more than it does. */
  readonly annotators?: number;
  /** Why, as a sentence for the study's log. */
  readonly reason: string;
}

/** Deals whatever nobody has begun anew. Nothing happens in a study without a design. */
export function changeStudyDesign(db: Db, at: SolvingAt, changes: DesignChanges): void {
  const { studyId, now, solver } = at;
  const row = designRow(db, studyId);
  if (!row) return;
  const { seed } = prepared(db, 'select seed from studies where id = ?').get(studyId) as { seed: number };
  const { back = [], left = [], annotators = row.annotators, reason } = changes;
  const stillGone = [...gone(designShares(db, studyId)), ...left].filter(
    (ordinal) => !back.includes(ordinal),
  );
  const revision = row.revision + 1;
  const design = solver.repair(
    designToRepair(db, { studyId, row, left: [...new Set(stillGone)] }),
    { done: [], left: [], joined: Math.max(0, annotators - row.annotators) },
    createRandom(seed, 'assignment', revision),
  );
  store(db, { studyId, now, design, revision });
  logStudyEvent(db, { studyId, kind: 'assignment', detail: reason, now });
}

interface Storing {
  readonly studyId: string;
  readonly now: string;
  readonly design: StudyDesign;
  readonly revision: number;
}

function store(db: Db, { studyId, now, design, revision }: Storing): void {
  const row: DesignRow = {
    annotators: design.annotators,
    shown: design.shown,
    quota: design.quota,
    orders: JSON.stringify(design.orders),
    revision,
  };
  prepared(
    db,
    `insert into study_designs (study_id, annotators, shown, quota, orders, revision, solved_at)
     values (@studyId, @annotators, @shown, @quota, @orders, @revision, @now)
     on conflict (study_id) do update set annotators = excluded.annotators, shown = excluded.shown,
       quota = excluded.quota, orders = excluded.orders, revision = excluded.revision, solved_at = excluded.solved_at`,
  ).run({ studyId, now, ...row });
  const planned = groupedBy(
    design.assignments.filter(({ finished }) => !finished),
    ({ annotator }) => annotator,
  );
  const insert = prepared(
    db,
    `insert into design_shares (study_id, ordinal, places, begun, "left") values (?, ?, ?, 0, ?)
     on conflict (study_id, ordinal) do update set places = excluded.places, begun = 0, "left" = excluded."left"`,
  );
  for (let ordinal = 0; ordinal < design.annotators; ordinal++) {
    const places: DesignPlace[] = (planned.get(ordinal) ?? []).map(({ item, systems }) => [item, systems]);
    insert.run(studyId, ordinal, JSON.stringify(places), design.left.includes(ordinal) ? 1 : 0);
  }
  countReserved(db, studyId, design);
}

/** A place is kept for who is to come to it, and for who has let it lie and may come back. */
function countReserved(db: Db, studyId: string, design: StudyDesign): void {
  const items = prepared(db, 'select id, position, reserved from study_items where study_id = ?').all(
    studyId,
  ) as { id: number; position: number; reserved: number }[];
  const kept = new Map<number, number>();
  const keep = (position: number) => kept.set(position, (kept.get(position) ?? 0) + 1);
  for (const { item, finished } of design.assignments) if (!finished) keep(item);
  for (const { position } of putAsidePlaces(db, studyId)) keep(position);
  const update = prepared(db, 'update study_items set reserved = ? where id = ?');
  for (const { id, position, reserved } of items)
    if (reserved !== (kept.get(position) ?? 0)) update.run(kept.get(position) ?? 0, id);
}

function putAsidePlaces(db: Db, studyId: string): { readonly position: number }[] {
  return prepared(
    db,
    `select i.position from assignments a
     join study_items i on i.id = a.item_id
     join study_annotators t on t.study_id = a.study_id and t.user_id = a.user_id
     join design_shares s on s.study_id = t.study_id and s.ordinal = t.ordinal
     where a.study_id = ? and a.status = 'expired' and a.role = 'task' and s."left" = 0`,
  ).all(studyId) as { position: number }[];
}
