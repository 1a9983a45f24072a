import type {
  CountedRating,
  RatingsIncluded,
  ResultsCriterion,
  ResultsInput,
} from '#annotations/study-results.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { type Db, readSnapshot } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';
import { clusterName, ratedContext, ratedName } from './rated-names.ts';
import { studySystemNames } from './study-lookup.ts';

/** What `summariseStudy` of annotations/study-results.ts takes. `include` is `submitted` unless told. */
export function loadRatingsForResults(
  db: Db,
  studyId: string,
  {
    include = 'submitted',
    exclude = [],
  }: {
    readonly include?: RatingsIncluded;
    /** Pseudonyms whose ratings do not count; default nobody's. */
    readonly exclude?: readonly string[];
  } = {},
): ResultsInput {
  return readSnapshot(db, () => {
    const study = prepared(db, `select name, seed from studies where id = ? and ${landed()}`).get(studyId) as
      | { name: string; seed: number }
      | undefined;
    if (!study) throw new WorkbenchError('not-found', 'There is no such study.');
    const criteria = prepared(
      db,
      'select name, label, kind, minimum, maximum from criteria where study_id = ? order by position',
    ).all(studyId) as ResultsCriterion[];
    return {
      study: study.name,
      seed: study.seed,
      include,
      criteria,
      systems: studySystemNames(db, studyId),
      ratings: countedRatings(db, studyId, include).filter(({ rater }) => !exclude.includes(rater)),
    };
  });
}

function countedRatings(db: Db, studyId: string, include: RatingsIncluded): CountedRating[] {
  const rows = prepared(
    db,
    // Items are numbered by their names: a study that is exported and read back resamples them in the same order.
    `select c.name as criterion, s.name as system, dense_rank() over (order by ${clusterName}) as item, ${ratedName} as response,
       coalesce(t.pseudonym, a.user_id) as rater, r.value
     from ratings r
     join assignments a on a.id = r.assignment_id
     join study_items i on i.id = a.item_id
     join contexts x on x.id = i.context_id join dialogues d on d.id = x.dialogue_id
     join criteria c on c.id = r.criterion_id
     join responses p on p.id = r.response_id
     ${ratedContext}
     join runs u on u.id = p.run_id
     join systems s on s.id = u.system_id
     left join study_annotators t on t.study_id = r.study_id and t.user_id = a.user_id
     where r.study_id = ? and ${landed('r')} and a.role = 'task'
       and c.kind <> 'choice' and (? = 'all' or a.status = 'submitted')
     order by r.id`,
  ).all(studyId, include) as (Omit<CountedRating, 'response'> & { readonly response: string | null })[];
  return rows.map(({ response, ...row }) => (response === null ? row : { ...row, response }));
}
