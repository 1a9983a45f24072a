import type { Criterion, StudyDefinition } from '#annotations/study-definition.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { nearNames } from '#lib/near-names.ts';
import type { Db } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';

/** For researchers only: it names the systems. */
export interface Study {
  readonly id: string;
  readonly name: string;
  readonly datasetId: string;
  readonly dataset: string;
  readonly kind: 'live' | 'imported';
  readonly status: 'draft' | 'open' | 'closed';
  readonly definition: StudyDefinition;
  readonly seed: number;
  readonly ratingsPerItem: number;
  readonly leaseMinutes: number;
  readonly createdAt: string;
  readonly openedAt: string | null;
  readonly closedAt: string | null;
  readonly systems: readonly string[];
  readonly criteria: readonly Criterion[];
}

type StudyRow = Omit<Study, 'definition' | 'systems' | 'criteria'> & { readonly definition: string };

/** By id, or by name. Throws WorkbenchError `not-found` that lists names near it. */
export function findStudy(db: Db, idOrName: string): Study {
  const row = prepared(
    db,
    `select s.id, s.name, s.dataset_id as datasetId, d.name as dataset, s.kind, s.status, s.definition, s.seed,
       s.ratings_per_item as ratingsPerItem, s.lease_minutes as leaseMinutes, s.created_at as createdAt,
       s.opened_at as openedAt, s.closed_at as closedAt
     from studies s join datasets d on d.id = s.dataset_id
     where (s.id = @wanted or s.name = @wanted) and ${landed('s')}
     order by s.id = @wanted desc limit 1`,
  ).get({ wanted: idOrName }) as StudyRow | undefined;
  if (!row) throw unknownStudy(db, idOrName);
  const criteria = studyCriteria(db, row.id);
  return {
    ...row,
    // Of a study from before criteria had kinds, the stored file does not name them.
    definition: { ...(JSON.parse(row.definition) as StudyDefinition), criteria },
    systems: studySystemNames(db, row.id),
    criteria,
  };
}

/** In the order of the study file. */
export function studySystemNames(db: Db, studyId: string): string[] {
  return prepared(
    db,
    `select s.name from study_systems t join systems s on s.id = t.system_id
     where t.study_id = ? order by t.position`,
  )
    .all(studyId)
    .map((row) => (row as { name: string }).name);
}

/** In the order in which they are asked. */
export function studyCriteria(db: Db, studyId: string): Criterion[] {
  const rows = prepared(
    db,
    `select kind, name, label, question, minimum, maximum, step, anchors, about from criteria
     where study_id = ? order by position`,
  ).all(studyId) as (Omit<Criterion, 'anchors' | 'step' | 'about'> & {
    readonly anchors: string;
    readonly about: 'response' | 'dialogue';
    readonly step: number | null;
  })[];
  return rows.map(({ step, anchors, about, ...row }) => ({
    ...row,
    ...(step === null ? {} : { step }),
    ...(about === 'dialogue' ? { about } : {}),
    anchors: JSON.parse(anchors) as Criterion['anchors'],
  }));
}

function unknownStudy(db: Db, wanted: string): WorkbenchError {
  const names = prepared(db, `select name from studies where ${landed()} order by name`)
    .all()
    .map((row) => (row as { name: string }).name);
  const near = nearNames(wanted, names);
  const hint =
    names.length === 0
      ? 'There are no studies yet; `study create` makes one.'
      : near.length > 0
        ? `Did you mean ${near.join(', ')}?`
        : `There are: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', …' : ''}.`;
  return new WorkbenchError('not-found', `There is no study named ${wanted}. ${hint}`);
}
