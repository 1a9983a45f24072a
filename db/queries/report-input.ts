import type {
  ReportCriterion,
  ReportInput,
  ReportPreference,
  ReportRating,
} from '#annotations/report/report-input.ts';
import type { ResponseStyle } from '#annotations/report/response-style.ts';
import type { RatingsIncluded } from '#annotations/study-results.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { groupedBy } from '#lib/grouped-by.ts';
import { type Db, readSnapshot } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';
import { clusterName, ratedContext, ratedName, turnName } from './rated-names.ts';
import { showsDialogues } from './shows-dialogues.ts';
import { studySystemNames } from './study-lookup.ts';

export interface ReportRequest {
  readonly studyId: string;
  /** Default `submitted`. */
  readonly include?: RatingsIncluded;
  /** Pseudonyms whose judgements do not count; default nobody's. */
  readonly exclude?: readonly string[];
  /** `responseStyle` of annotations/report/; without it nothing is adjusted for length and style. */
  readonly styleOf?: ((text: string) => ResponseStyle) | undefined;
}

/** What `reportStudy` of annotations/report/report-study.ts takes. */
export function loadReportInput(
  db: Db,
  { studyId, include = 'submitted', exclude = [], styleOf }: ReportRequest,
): ReportInput {
  return readSnapshot(db, () => {
    const study = prepared(db, `select name, seed from studies where id = ? and ${landed()}`).get(studyId) as
      | { name: string; seed: number }
      | undefined;
    if (!study) throw new WorkbenchError('not-found', 'There is no such study.');
    const isOfDialogues = showsDialogues(db, studyId);
    const items = studyItems(db, studyId);
    const left = new Set(exclude);
    const judgements = judgementsOf(db, { studyId, include }).filter(({ rater }) => !left.has(rater));
    const criteria = reportCriteria(db, studyId, isOfDialogues);
    const kinds = new Map(criteria.map(({ name, kind }) => [name, kind]));
    const placeOf = (row: Judgement) => items.get(row.itemId)?.place ?? 0;
    const isRating = ({ criterion }: Judgement) => {
      const kind = kinds.get(criterion);
      return kind !== 'choice' && kind !== 'ranking';
    };
    return {
      study: study.name,
      seed: study.seed,
      include,
      excluded: exclude,
      criteria,
      systems: studySystemNames(db, studyId),
      ratings: judgements.filter(isRating).map(
        (row): ReportRating => ({
          criterion: row.criterion,
          system: row.system,
          item: placeOf(row),
          rater: row.rater,
          value: row.value,
          position: row.position,
          ...(row.response === null ? {} : { response: row.response }),
        }),
      ),
      preferences: [
        ...choices(db, {
          studyId,
          rows: judgements.filter(({ criterion }) => kinds.get(criterion) === 'choice'),
          placeOf,
        }),
        ...rankings(
          judgements.filter(({ criterion }) => kinds.get(criterion) === 'ranking'),
          placeOf,
        ),
      ],
      emotions: Object.fromEntries([...items.values()].map(({ place, emotion }) => [place, emotion])),
      styles: styleOf ? stylesOf(db, studyId, { items, styleOf }) : {},
    };
  });
}

interface StudyItem {
  readonly place: number;
  readonly emotion: string | null;
}

/** Items numbered by their names: a study that is exported and read back resamples them in the same order. */
function studyItems(db: Db, studyId: string): Map<number, StudyItem> {
  const rows = prepared(
    db,
    `select i.id, d.emotion, dense_rank() over (order by ${clusterName}) as place from study_items i
     join contexts x on x.id = i.context_id join dialogues d on d.id = x.dialogue_id
     where i.study_id = ? and i.wanted > 0 order by i.label`,
  ).all(studyId) as { id: number; emotion: string | null; place: number }[];
  return new Map(rows.map(({ id, emotion, place }) => [id, { place, emotion }]));
}

/** A choice of the worst is named so: nothing else in a study's file tells it from a choice of the best. */
function reportCriteria(db: Db, studyId: string, isOfDialogues: boolean): ReportCriterion[] {
  const rows = prepared(
    db,
    'select name, label, kind, minimum, maximum, about from criteria where study_id = ? order by position',
  ).all(studyId) as (Omit<ReportCriterion, 'chosen' | 'about'> & {
    readonly about: 'response' | 'dialogue';
  })[];
  return rows.map(({ about, ...criterion }) => {
    const row = isOfDialogues
      ? { ...criterion, about: about === 'dialogue' ? about : ('turn' as const) }
      : criterion;
    return row.kind === 'choice'
      ? { ...row, chosen: /\bworst\b/iu.test(`${row.name} ${row.label}`) ? 'worst' : 'best' }
      : row;
  });
}

interface Judgement {
  readonly assignmentId: string;
  readonly criterion: string;
  readonly system: string;
  readonly itemId: number;
  readonly rater: string;
  readonly value: number;
  readonly position: number | null;
  readonly response: string | null;
}

function judgementsOf(
  db: Db,
  { studyId, include }: { readonly studyId: string; readonly include: RatingsIncluded },
): Judgement[] {
  return prepared(
    db,
    `select r.assignment_id as assignmentId, c.name as criterion, s.name as system, a.item_id as itemId,
       coalesce(t.pseudonym, a.user_id) as rater, r.value, r.position, ${ratedName} as response
     from ratings r
     join assignments a on a.id = r.assignment_id
     join study_items i on i.id = a.item_id
     join criteria c on c.id = r.criterion_id
     join responses p on p.id = r.response_id
     ${ratedContext}
     join runs u on u.id = p.run_id
     join systems s on s.id = u.system_id
     left join study_annotators t on t.study_id = r.study_id and t.user_id = a.user_id
     where r.study_id = ? and ${landed('r')} and a.role = 'task' and (? = 'all' or a.status = 'submitted')`,
  ).all(studyId, include) as Judgement[];
}

interface ChoiceTask {
  readonly studyId: string;
  readonly rows: readonly Judgement[];
  readonly placeOf: (row: Judgement) => number;
}

/** A choice's value is the place chosen, 0 for a tie: who stood there is in the order shown. */
function choices(db: Db, { studyId, rows, placeOf }: ChoiceTask): ReportPreference[] {
  if (rows.length === 0) return [];
  const systems = systemsOfResponses(db, studyId);
  const orders = new Map(
    (
      prepared(db, 'select id, response_order as shown from assignments where study_id = ?').all(studyId) as {
        id: string;
        shown: string;
      }[]
    ).map(({ id, shown }) => [id, JSON.parse(shown) as readonly number[]]),
  );
  return rows.flatMap((row): ReportPreference[] => {
    const shown = (orders.get(row.assignmentId) ?? []).map((response) => systems.get(response) ?? '');
    if (shown.length < 2 || row.value > shown.length) return [];
    const ranks = shown.map((_, at) => (row.value === 0 || row.value === at + 1 ? 1 : 2));
    return [{ criterion: row.criterion, item: placeOf(row), rater: row.rater, shown, ranks }];
  });
}

function rankings(rows: readonly Judgement[], placeOf: (row: Judgement) => number): ReportPreference[] {
  const groups = groupedBy(rows, ({ assignmentId, criterion }) => JSON.stringify([assignmentId, criterion]));
  return [...groups.values()].flatMap((list): ReportPreference[] => {
    const [first] = list;
    if (!first || list.length < 2) return [];
    const shown = list.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0));
    return [
      {
        criterion: first.criterion,
        item: placeOf(first),
        rater: first.rater,
        shown: shown.map(({ system }) => system),
        ranks: shown.map(({ value }) => value),
      },
    ];
  });
}

function systemsOfResponses(db: Db, studyId: string): Map<number, string> {
  const rows = prepared(
    db,
    `select distinct p.id, s.name from study_items i
     join item_responses m on m.item_id = i.id join responses p on p.id = m.response_id
     join runs u on u.id = p.run_id join systems s on s.id = u.system_id where i.study_id = ?`,
  ).all(studyId) as { id: number; name: string }[];
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function stylesOf(
  db: Db,
  studyId: string,
  {
    items,
    styleOf,
  }: {
    readonly items: ReadonlyMap<number, StudyItem>;
    readonly styleOf: (text: string) => ResponseStyle;
  },
): ReportInput['styles'] {
  const rows = prepared(
    db,
    `select i.id as itemId, s.name as system, p.text, case when i.system_id is not null then ${turnName} end as turn
     from study_items i
     join item_responses m on m.item_id = i.id join responses p on p.id = m.response_id ${ratedContext}
     join runs u on u.id = p.run_id join systems s on s.id = u.system_id where i.study_id = ?`,
  ).all(studyId) as { itemId: number; system: string; text: string; turn: string | null }[];
  // The key is that of `styleKey`.
  return Object.fromEntries(
    rows.map(({ itemId, system, text, turn }) => [
      [items.get(itemId)?.place ?? 0, system, ...(turn === null ? [] : [turn])].join(' '),
      styleOf(text),
    ]),
  );
}

/** A rater whom a researcher left out of the results. */
export interface ExcludedRater {
  readonly rater: string;
  readonly reason: string;
}

export function excludedRaters(db: Db, studyId: string): ExcludedRater[] {
  return prepared(
    db,
    `select coalesce(t.pseudonym, e.user_id) as rater, e.reason from study_exclusions e
     left join study_annotators t on t.study_id = e.study_id and t.user_id = e.user_id
     where e.study_id = ? order by t.ordinal`,
  ).all(studyId) as ExcludedRater[];
}

/**
 * Text that differs from an earlier one wherever a study's judgements, or who counts, may have changed: what a kept
 * report rests on. Read along the index of the study's ratings, some milliseconds for 100,000.
 */
export function judgementStamp(db: Db, studyId: string): string {
  const { ratings, changes, submitted, excluded } = prepared(
    db,
    `select
       (select count(*) || ' ' || coalesce(max(id), 0) from ratings where study_id = @studyId and ${landed()}) as ratings,
       (select coalesce(max(last_rated_at), '') from ratings where study_id = @studyId) as changes,
       (select count(*) || ' ' || coalesce(max(submitted_at), '') || ' ' || sum(status = 'submitted') || ' ' || sum(role = 'task')
          from assignments where study_id = @studyId) as submitted,
       (select count(*) || ' ' || coalesce(max(excluded_at), '') || ' ' || coalesce(group_concat(user_id), '')
          from (select * from study_exclusions where study_id = @studyId order by user_id)) as excluded`,
  ).get({ studyId }) as Record<'ratings' | 'changes' | 'submitted' | 'excluded', string>;
  return [ratings, changes, submitted, excluded].join('; ');
}
