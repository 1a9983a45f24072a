import type { FactCriterion, FactSystem, StudyFacts } from '#annotations/exports/study-facts.ts';
import type { StudyDefinition } from '#annotations/study-definition.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { type Db, readSnapshot } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';
import { isSampled } from './exported-items.ts';

type FactsRow = Omit<
  StudyFacts,
  'definition' | 'systems' | 'criteria' | 'items' | 'emotions' | 'turns' | Counted
>;
type Counted = 'design' | 'annotators' | 'assignments' | 'endings' | 'exclusions' | 'looks' | 'log';

/** What exports tell of a study beside its ratings. Throws WorkbenchError `not-found`. */
export function studyFacts(db: Db, studyId: string): StudyFacts {
  return readSnapshot(db, () => {
    const row = prepared(
      db,
      `select s.name, s.kind, s.status, d.name as dataset, d.licence, s.definition as definitionText,
         s.protocol_hash as protocolHash, s.seed, s.ratings_per_item as ratingsPerItem,
         substr(s.opened_at, 1, 10) as openedOn, substr(s.closed_at, 1, 10) as closedOn
       from studies s join datasets d on d.id = s.dataset_id
       where s.id = ? and ${landed('s')}`,
    ).get(studyId) as FactsRow | undefined;
    if (!row) throw new WorkbenchError('not-found', 'There is no such study.');
    return {
      ...row,
      definition: JSON.parse(row.definitionText) as StudyDefinition,
      systems: all<FactSystem>(
        db,
        studyId,
        `select s.name, s.kind, r.label as run from study_systems t
         join systems s on s.id = t.system_id join runs r on r.id = t.run_id
         where t.study_id = ? order by t.position`,
      ),
      criteria: factCriteria(db, studyId),
      ...itemFacts(db, studyId),
      ...countedFacts(db, studyId),
    };
  });
}

/** Its design, and what happened in it, counted or in the order it happened. */
function countedFacts(db: Db, studyId: string): Pick<StudyFacts, Counted> {
  return {
    design: one<StudyFacts['design']>(
      db,
      studyId,
      'select annotators, shown, quota, revision from study_designs where study_id = ?',
    ),
    annotators: one<StudyFacts['annotators']>(
      db,
      studyId,
      `select count(*) as joined, count(consented_at) as consented, count(left_at) as "left"
       from study_annotators where study_id = ?`,
    ) ?? { joined: 0, consented: 0, left: 0 },
    assignments: all<StudyFacts['assignments'][number]>(
      db,
      studyId,
      `select role, status, count(*) as count from assignments where study_id = ?
       group by role, status order by role, status`,
    ),
    endings: all<StudyFacts['endings'][number]>(
      db,
      studyId,
      'select kind, count(*) as count from study_endings where study_id = ? group by kind order by kind',
    ),
    exclusions: all<StudyFacts['exclusions'][number]>(
      db,
      studyId,
      `select t.pseudonym as rater, e.reason from study_exclusions e
       join study_annotators t on t.study_id = e.study_id and t.user_id = e.user_id
       where e.study_id = ? order by t.ordinal`,
    ),
    looks: all<StudyFacts['looks'][number]>(
      db,
      studyId,
      `select fraction, substr(taken_at, 1, 10) as day from study_looks where study_id = ? order by number`,
    ),
    log: all<StudyFacts['log'][number]>(
      db,
      studyId,
      `select kind, detail, substr(at, 1, 10) as day from study_log where study_id = ? order by id`,
    ),
  };
}

function itemFacts(db: Db, studyId: string): Pick<StudyFacts, 'items' | 'emotions' | 'turns'> {
  const row = prepared(
    db,
    `select count(*) as items, count(distinct d.emotion) as emotions,
       coalesce(min(c.turn_index), 0) as fewest, coalesce(max(c.turn_index), 0) as most
     from study_items i
     join contexts c on c.id = i.context_id join dialogues d on d.id = c.dialogue_id
     where i.study_id = ? and ${isSampled}`,
  ).get(studyId) as { items: number; emotions: number; fewest: number; most: number };
  const { items, emotions, fewest, most } = row;
  return { items, emotions, turns: { fewest, most } };
}

interface StoredCriterion extends Omit<FactCriterion, 'anchors' | 'about'> {
  readonly anchors: string;
  readonly about: 'turn' | 'dialogue' | null;
}

function factCriteria(db: Db, studyId: string): FactCriterion[] {
  const rows = all<StoredCriterion>(
    db,
    studyId,
    `select name, kind, label, question, minimum, maximum, step, anchors,
       case when exists (select 1 from study_items i where i.study_id = criteria.study_id and i.system_id is not null)
         then iif(about = 'dialogue', 'dialogue', 'turn') end as about
     from criteria where study_id = ? order by position`,
  );
  return rows.map(({ about, anchors, ...row }) => ({
    ...row,
    anchors: JSON.parse(anchors) as FactCriterion['anchors'],
    ...(about === null ? {} : { about }),
  }));
}

function all<Row>(db: Db, studyId: string, sql: string): Row[] {
  return prepared(db, sql).all(studyId) as Row[];
}

function one<Row>(db: Db, studyId: string, sql: string): Row | null {
  return (prepared(db, sql).get(studyId) as Row | undefined) ?? null;
}
