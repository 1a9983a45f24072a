import type { Db } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';

/** A system that could take part in a study of a dataset, and how many contexts it answers there. */
export interface CandidateSystem {
  readonly name: string;
  readonly kind: 'human' | 'imported' | 'generator' | 'remote';
  readonly contexts: number;
}

/** Contexts alike in split, emotion and the systems that answer them. */
export interface CoverageGroup {
  readonly split: string | null;
  readonly emotion: string | null;
  /** Indices into `systems`, ascending. */
  readonly answeredBy: readonly number[];
  readonly contexts: number;
}

export interface StudyCoverage {
  /** In the order of their names, `human` first. */
  readonly systems: readonly CandidateSystem[];
  readonly groups: readonly CoverageGroup[];
}

interface RunRow extends CandidateSystem {
  readonly runId: string;
}

/**
 * Who answers what in a dataset, counted over split, emotion and set of systems, so that a page can tell how many
 * contexts a study's sample may be drawn from without asking again. A system stands for the run that `createStudy`
 * would pick.
 */
export function studyCoverage(db: Db, datasetId: string): StudyCoverage {
  const runs = bestRuns(db, datasetId);
  const rows = prepared(
    db,
    `select d.split, d.emotion, answered, count(*) as contexts from (
       select c.dialogue_id, (
         select group_concat(w.key) from json_each(@runs) w where exists (
           select 1 from responses r
           where r.context_id = c.id and r.run_id = w.value and ${landed('r')})) as answered
       from contexts c where c.dataset_id = @datasetId and ${landed('c')}
     ) join dialogues d on d.id = dialogue_id
     where ${landed('d')}
     group by d.split, d.emotion, answered`,
  ).all({ datasetId, runs: JSON.stringify(runs.map(({ runId }) => runId)) }) as {
    readonly split: string | null;
    readonly emotion: string | null;
    readonly answered: string | null;
    readonly contexts: number;
  }[];
  return {
    systems: runs.map(({ name, kind, contexts }) => ({ name, kind, contexts })),
    groups: rows.map(({ answered, ...row }) => ({
      ...row,
      answeredBy: answered === null ? [] : answered.split(',').map(Number),
    })),
  };
}

/** Per system its run with the most answers, the latest of equals. */
function bestRuns(db: Db, datasetId: string): RunRow[] {
  const rows = prepared(
    db,
    `select s.name, s.kind, r.id as runId,
       (select count(*) from responses p where p.run_id = r.id and ${landed('p')}) as contexts
     from runs r join systems s on s.id = r.system_id
     where r.dataset_id = ? and s.trial_of is null
     order by s.kind <> 'human', s.name, contexts desc, r.created_at desc, r.id`,
  ).all(datasetId) as RunRow[];
  return rows.filter((row, index) => row.contexts > 0 && rows[index - 1]?.name !== row.name);
}
