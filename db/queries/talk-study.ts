import type { StudyDefinition } from '#annotations/study-definition.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { nearNames } from '#lib/near-names.ts';
import type { Db } from '../client.ts';
import { prepared } from '../prepared.ts';
import type { SampledSystem } from './study-sampling.ts';

/** The dataset that a study's talks become, once they are over. */
export function talksDatasetName(study: string): string {
  return `${study} conversations`;
}

interface TalkStudy {
  readonly definition: StudyDefinition;
  readonly now: string;
}

/**
 * The systems of a study in which people talk with them, each with its run over the study's own dataset, which is made
 * here. To be called inside `write`.
 *
 * @throws WorkbenchError `not-found` for a system that is none, `bad-input` for one that cannot be asked, `conflict`
 * where the dataset's name is taken
 */
export function talkingSystems(db: Db, { definition, now }: TalkStudy): SampledSystem[] {
  const systemIds = definition.systems.map((name) => talkingSystem(db, name));
  const name = talksDatasetName(definition.name);
  if (prepared(db, 'select 1 from datasets where name = ?').get(name))
    throw new WorkbenchError(
      'conflict',
      `The study’s conversations would become the dataset ${name}, and there is one already. Choose another name for the study.`,
      { field: 'name' },
    );
  const datasetId = newId('dataset');
  prepared(db, 'insert into datasets (id, name, description, created_at) values (?, ?, ?, ?)').run(
    datasetId,
    name,
    `Conversations that people had with systems in the study ${definition.name}.`,
    now,
  );
  return systemIds.map((systemId) => {
    const runId = newId('run');
    prepared(
      db,
      `insert into runs (id, system_id, dataset_id, label, settings, created_at) values (?, ?, ?, 'talks', '{}', ?)`,
    ).run(runId, systemId, datasetId, now);
    return { systemId, runId };
  });
}

/** Of `systems`: it can be asked anything. The control draws an answer of the dataset for a context of it. */
const canTalk = `(kind in ('generator', 'remote') and definition is not null and definition ->> '$.generator' <> 'random'
  and trial_of is null)`;

function talkingSystem(db: Db, name: string): string {
  const found = prepared(db, `select id, ${canTalk} as talks from systems where name = ?`).get(name) as
    | { id: string; talks: 0 | 1 }
    | undefined;
  if (found?.talks === 1) return found.id;
  const names = (
    prepared(db, `select name from systems where ${canTalk} order by name`).all() as { name: string }[]
  ).map((row) => row.name);
  const [near] = nearNames(name, names, 1);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  const known = names.length === 0 ? 'there are none yet' : names.join(', ');
  throw new WorkbenchError(
    found ? 'bad-input' : 'not-found',
    found
      ? `The system ${name} only has answers to a dataset: nobody can talk with it.${hint} Systems that can be talked with: ${known}.`
      : `There is no system named ${name}.${hint} Systems that can be talked with: ${known}.`,
    { field: 'systems' },
  );
}
