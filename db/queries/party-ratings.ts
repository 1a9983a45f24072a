import type { ComparedCriterion, PartyPair } from '#annotations/parties/compare-parties.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { type Db, readSnapshot } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';
import { findStudy } from './study-lookup.ts';

/** What people said of their own talks, beside what others said of the same. */
export interface Parties {
  readonly first: string;
  readonly third: string;
  readonly systems: readonly string[];
  /** Those that both asked, in the first study's order. */
  readonly criteria: readonly ComparedCriterion[];
  readonly pairs: readonly PartyPair[];
}

/**
 * Ratings of the same responses in a study in which people talked with systems, and in one in which others rated those
 * talks. Only what was submitted counts, and nobody whom a researcher left out.
 *
 * @param names id or name of either
 * @throws WorkbenchError `not-found`, `bad-input` where the second rates no talks of the first, or asks nothing alike
 */
export function loadParties(db: Db, names: { readonly first: string; readonly third: string }): Parties {
  const [first, third] = [findStudy(db, names.first), findStudy(db, names.third)];
  const { dataset } = (prepared(
    db,
    `select r.dataset_id as dataset from study_systems t join runs r on r.id = t.run_id where t.study_id = ? limit 1`,
  ).get(first.id) ?? { dataset: null }) as { dataset: string | null };
  if (!first.definition.task || third.datasetId !== dataset)
    throw new WorkbenchError(
      'bad-input',
      `${third.name} does not rate the conversations of ${first.name}. Name a study in which people talk with systems, then one over the dataset that it made.`,
    );
  const asked = new Map(third.criteria.map((one) => [one.name, one]));
  const criteria = first.criteria.filter((one) => {
    const other = asked.get(one.name);
    return (
      other !== undefined &&
      other.kind === one.kind &&
      other.about === one.about &&
      other.minimum === one.minimum &&
      other.maximum === one.maximum
    );
  });
  if (criteria.length === 0)
    throw new WorkbenchError(
      'bad-input',
      `${first.name} and ${third.name} ask nothing alike: name, scale, and whether it is about a reply or the whole must agree.`,
    );
  return readSnapshot(db, () => ({
    first: first.name,
    third: third.name,
    systems: first.systems,
    criteria: criteria.map(({ name, label, kind, minimum, maximum }) => ({
      name,
      label,
      kind,
      minimum,
      maximum,
    })),
    pairs: pairsOf(db, { first: first.id, third: third.id, criteria: criteria.map(({ name }) => name) }),
  }));
}

function pairsOf(
  db: Db,
  wanted: { readonly first: string; readonly third: string; readonly criteria: readonly string[] },
): PartyPair[] {
  const rows = prepared(
    db,
    `with counted as (
       select r.study_id, r.response_id, c.name as criterion, r.value, t.pseudonym as rater
       from ratings r join assignments a on a.id = r.assignment_id join criteria c on c.id = r.criterion_id
       join study_annotators t on t.study_id = r.study_id and t.user_id = a.user_id
       where r.study_id in (@first, @third) and ${landed('r')} and a.role = 'task' and a.status = 'submitted'
         and c.name in (select value from json_each(@criteria))
         and not exists (select 1 from study_exclusions e where e.study_id = r.study_id and e.user_id = a.user_id)
     )
     select f.criterion, s.name as system, d.conv_id as conversation, f.rater as person, f.value as first,
       json_group_array(o.value) as third
     from counted f join counted o on o.study_id = @third and o.response_id = f.response_id and o.criterion = f.criterion
     join responses p on p.id = f.response_id join contexts x on x.id = p.context_id
     join dialogues d on d.id = x.dialogue_id
     join runs u on u.id = p.run_id join systems s on s.id = u.system_id
     where f.study_id = @first
     group by f.criterion, f.response_id, f.rater order by f.criterion, f.response_id`,
  ).all({ ...wanted, criteria: JSON.stringify(wanted.criteria) }) as (Omit<PartyPair, 'third'> & {
    readonly third: string;
  })[];
  return rows.map((row) => ({ ...row, third: JSON.parse(row.third) as number[] }));
}

/** Of a study, those of the other party: who rates its talks, or whose talks it rates. Empty for others. */
export function otherParties(
  db: Db,
  studyId: string,
): readonly { readonly first: string; readonly third: string }[] {
  return prepared(
    db,
    `select distinct f.id as first, o.id as third from studies f
     join study_systems t on t.study_id = f.id join runs r on r.id = t.run_id
     join studies o on o.dataset_id = r.dataset_id and o.id <> f.id and ${landed('o')}
     where f.definition -> '$.task' is not null and (f.id = @studyId or o.id = @studyId)
     order by o.created_at`,
  ).all({ studyId }) as { first: string; third: string }[];
}

/** How many talks of each system a study has, in the order of its systems. */
export function countTalks(db: Db, studyId: string): { readonly system: string; readonly talks: number }[] {
  return prepared(
    db,
    `select s.name as system, (
       select count(distinct x.dialogue_id) from responses p join contexts x on x.id = p.context_id
       where p.run_id = t.run_id) as talks
     from study_systems t join systems s on s.id = t.system_id where t.study_id = ? order by t.position`,
  ).all(studyId) as { system: string; talks: number }[];
}
