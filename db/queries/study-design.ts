import type { ItemSystems, StudyDesign } from '#annotations/design/study-design.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { type Db, readSnapshot } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';
import type { DesignPlace } from '../schema/study-designs.ts';

/** What a study's design says of itself; its shares are in `design_shares`. */
export interface DesignRow {
  readonly annotators: number;
  readonly shown: number;
  readonly quota: number;
  /** JSON: the rows of the Williams squares in use. */
  readonly orders: string;
  readonly revision: number;
}

export function designRow(db: Db, studyId: string): DesignRow | undefined {
  return prepared(
    db,
    'select annotators, shown, quota, orders, revision from study_designs where study_id = ?',
  ).get(studyId) as DesignRow | undefined;
}

/**
 * Who rates what in which order, for `designCertificate`: what was submitted, begun or put aside and, in a study with
 * a solved assignment, what is still to come. What was skipped is not in it. Throws `not-found` for an unknown study.
 */
export function studyDesign(db: Db, studyId: string): StudyDesign {
  return readSnapshot(db, () => designNow(db, studyId, designRow(db, studyId) ?? asItCame(db, studyId)));
}

/** A study whose items are dealt as annotators come, put in the form of a design. */
function asItCame(db: Db, studyId: string): DesignRow {
  const facts = prepared(
    db,
    `select (select count(*) from study_annotators where study_id = s.id) as annotators,
       case when coalesce(s.definition ->> '$.unit', 'response') <> 'response' then 1
         else (select count(*) from study_systems where study_id = s.id) end as shown,
       (select count(*) from study_items where study_id = s.id and wanted > 0) as quota
     from studies s where s.id = ? and ${landed('s')}`,
  ).get(studyId) as Pick<DesignRow, 'annotators' | 'shown' | 'quota'> | undefined;
  if (!facts) throw new WorkbenchError('not-found', 'There is no such study.');
  return { ...facts, orders: '[]', revision: 0 };
}

function designNow(db: Db, studyId: string, row: DesignRow): StudyDesign {
  const shares = designShares(db, studyId);
  const left = gone(shares);
  // What somebody put aside and still has a share to come back to is theirs; anybody else's went to others.
  const there = new Set(shares.map(({ ordinal }) => ordinal).filter((ordinal) => !left.includes(ordinal)));
  const begun = begunPlaces(db, studyId).filter(
    ({ status, annotator }) =>
      status === 'submitted' || status === 'active' || (status === 'expired' && there.has(annotator)),
  );
  const planned = shares.flatMap(({ ordinal, places, begun: first }) =>
    places.slice(first).map(([item, systems]) => ({ item, annotator: ordinal, systems, finished: false })),
  );
  const assignments = [
    ...begun.map(({ status, ...place }) => ({ ...place, finished: status === 'submitted' })),
    ...planned,
  ];
  const annotators = begun.reduce((most, { annotator }) => Math.max(most, annotator + 1), row.annotators);
  return {
    ...frame(db, { studyId, row, left }),
    annotators,
    assignments: assignments.sort((a, b) => a.annotator - b.annotator),
  };
}

interface Changing {
  readonly studyId: string;
  readonly row: DesignRow;
  /** Ordinals of those who take no part any more. */
  readonly left: readonly number[];
}

/**
 * What a repair starts from: every item that somebody has had stands as finished, so that it does not come to them
 * again. To be called inside one transaction.
 */
export function designToRepair(db: Db, changing: Changing): StudyDesign {
  const facts = frame(db, changing);
  const begun = forRepair(begunPlaces(db, changing.studyId), facts);
  return { ...facts, assignments: begun.map(({ status: _, ...place }) => ({ ...place, finished: true })) };
}

/** Ordinals whose shares nobody takes any more. */
export function gone(shares: readonly Pick<DesignShare, 'ordinal' | 'left'>[]): number[] {
  return shares.filter(({ left }) => left === 1).map(({ ordinal }) => ordinal);
}

function frame(db: Db, { studyId, row, left }: Changing): Omit<StudyDesign, 'assignments'> {
  const { annotators, quota, shown, orders } = row;
  return {
    ...shapeFacts(db, studyId),
    annotators,
    left,
    quota,
    shown,
    open: [],
    orders: JSON.parse(orders) as number[][],
  };
}

export interface DesignShare {
  readonly ordinal: number;
  readonly places: readonly DesignPlace[];
  readonly begun: number;
  readonly left: number;
}

export function designShares(db: Db, studyId: string): DesignShare[] {
  const rows = prepared(
    db,
    'select ordinal, places, begun, "left" from design_shares where study_id = ? order by ordinal',
  ).all(studyId) as (Omit<DesignShare, 'places'> & { readonly places: string })[];
  return rows.map((row) => ({ ...row, places: JSON.parse(row.places) as DesignPlace[] }));
}

interface BegunPlace {
  readonly item: number;
  readonly annotator: number;
  /** By position; numbered as the study orders them. */
  readonly systems: readonly number[];
  readonly status: 'active' | 'submitted' | 'skipped' | 'expired';
}

/** By annotator, each one's in the order in which they came to them. */
function begunPlaces(db: Db, studyId: string): BegunPlace[] {
  const rows = prepared(
    db,
    `select i.position as item, t.ordinal as annotator, a.status, case when i.system_id is not null then (
       select json_array(s.position) from study_systems s
       where s.study_id = a.study_id and s.system_id = i.system_id) else (
       select json_group_array(position) from (
         select s.position from json_each(a.response_order) o
         join responses p on p.id = o.value
         join study_systems s on s.study_id = a.study_id and s.run_id = p.run_id
         order by o.key)) end as systems
     from assignments a
     join study_items i on i.id = a.item_id
     join study_annotators t on t.study_id = a.study_id and t.user_id = a.user_id
     where a.study_id = ? and a.role = 'task'
     order by t.ordinal, a.sequence`,
  ).all(studyId) as (Omit<BegunPlace, 'systems'> & { readonly systems: string })[];
  return rows.map((row) => ({ ...row, systems: JSON.parse(row.systems) as number[] }));
}

const weight = { submitted: 0, active: 1, expired: 2, skipped: 3 } as const;

/**
 * Of each item at most as many as the design wants, those that count most first: extra ratings take no place of a
 * design, and a place that was given back by skipping is dealt to whoever is free. What somebody who left had not
 * finished is for others, so it is not among them.
 */
function forRepair(
  begun: readonly BegunPlace[],
  { ratingsPerItem, left }: { readonly ratingsPerItem: number; readonly left: readonly number[] },
): BegunPlace[] {
  const gone = new Set(left);
  const taken = new Map<number, number>();
  const chosen = new Set<BegunPlace>();
  for (const place of begun.toSorted((a, b) => weight[a.status] - weight[b.status])) {
    if (gone.has(place.annotator) && place.status !== 'submitted') continue;
    const count = taken.get(place.item) ?? 0;
    if (count >= ratingsPerItem) continue;
    taken.set(place.item, count + 1);
    chosen.add(place);
  }
  return begun.filter((place) => chosen.has(place));
}

interface ShapeFacts {
  readonly ratingsPerItem: number;
  readonly itemSystems?: ItemSystems | undefined;
  readonly systems: readonly string[];
  readonly strata: readonly (string | null)[];
}

/** What the study itself says of its design's shape. */
export function shapeFacts(db: Db, studyId: string): ShapeFacts {
  const { ratingsPerItem, stratify } = prepared(
    db,
    `select ratings_per_item as ratingsPerItem, definition ->> '$.sample.stratify' as stratify from studies where id = ?`,
  ).get(studyId) as { ratingsPerItem: number; stratify: 'emotion' | 'none' };
  const systems = prepared(
    db,
    `select s.name from study_systems t join systems s on s.id = t.system_id where t.study_id = ? order by t.position`,
  ).all(studyId) as { name: string }[];
  const items = prepared(
    db,
    `select d.emotion, d.id as dialogue, (
       select s.position from study_systems s where s.study_id = i.study_id and s.system_id = i.system_id) as system
     from study_items i
     join contexts c on c.id = i.context_id join dialogues d on d.id = c.dialogue_id
     where i.study_id = ? and i.wanted > 0 order by i.position`,
  ).all(studyId) as ShapedItem[];
  const names = systems.map(({ name }) => name);
  const oneEach = items.filter(({ system }) => system !== null).length === items.length && items.length > 0;
  return {
    ratingsPerItem,
    systems: names,
    // An item that shows one system is dealt by it: each annotator meets every system evenly.
    strata: items.map(({ emotion, system }) =>
      oneEach ? (names[system ?? 0] ?? null) : stratify === 'emotion' ? emotion : null,
    ),
    ...(oneEach && {
      itemSystems: {
        systems: items.map(({ system }) => system ?? 0),
        dialogues: items.map(({ dialogue }) => dialogue),
      },
    }),
  };
}

interface ShapedItem {
  readonly emotion: string | null;
  readonly dialogue: number;
  /** By its position in the study; null where an item shows all of them. */
  readonly system: number | null;
}
