import { createHash } from 'node:crypto';
import type { Sampler } from '#annotations/stratified-sample.ts';
import type { StudyDefinition } from '#annotations/study-definition.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { createRandom } from '#lib/rng.ts';
import { type Db, write } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';
import { findDataset } from './dataset-lookup.ts';
import { drawDialogues } from './dialogue-sampling.ts';
import { goldContexts } from './gold-contexts.ts';
import { planStudyDesign, type SolvingAt } from './study-design-changes.ts';
import { insertStudy } from './study-insert.ts';
import { logStudyEvent } from './study-log.ts';
import { qualifyingContexts, type SampledContext, studySystem } from './study-sampling.ts';
import { talkingSystems } from './talk-study.ts';

export interface NewStudy {
  readonly definition: StudyDefinition;
  readonly now: string;
  /** `stratifiedSample` of annotations/stratified-sample.ts. */
  readonly sample: Sampler;
}

export interface CreatedStudy {
  readonly id: string;
  readonly name: string;
  readonly items: number;
}

/**
 * Makes a study as a draft: samples contexts that every system has answered and stores items, criteria and systems.
 * The same definition over the same data draws the same items in the same order.
 * Throws WorkbenchError `not-found` for an unknown dataset or system, `conflict` where the name is taken,
 * `bad-input` where too few contexts qualify.
 */
export function createStudy(db: Db, study: NewStudy): CreatedStudy {
  const { definition } = study;
  return write(db, () => {
    const { id: datasetId } = findDataset(db, definition.dataset);
    if (prepared(db, 'select 1 from studies where name = ?').get(definition.name))
      throw new WorkbenchError(
        'conflict',
        `A study named ${definition.name} is there already. Choose another name.`,
        { field: 'name' },
      );
    const systems = definition.task
      ? talkingSystems(db, study)
      : definition.systems.map((name) => studySystem(db, { datasetId, name }));
    // A file that was read says so also of talks.
    if (definition.unit === 'turn' || definition.unit === 'dialogue') {
      const dialogues = drawDialogues(db, { datasetId, systems, definition, sample: study.sample });
      const id = newId('study');
      insertStudy(db, { id, datasetId, definition, systems, items: [], gold: [], dialogues, now: study.now });
      return { id, name: definition.name, items: dialogues.length };
    }
    const runIds = systems.map(({ runId }) => runId);
    const candidates = qualifyingContexts(db, { datasetId, runIds, sample: definition.sample });
    const gold = goldContexts(db, { datasetId, runIds, definition });
    const items = drawItems(
      candidates.filter(({ id }) => !gold.some((one) => one.id === id)),
      study,
    );

    const id = newId('study');
    insertStudy(db, { id, datasetId, definition, systems, items, gold, now: study.now });
    return { id, name: definition.name, items: items.length };
  });
}

/** The sampled contexts in the order in which they will be handed out. */
function drawItems(
  candidates: readonly SampledContext[],
  { definition, sample }: NewStudy,
): SampledContext[] {
  const { items: size, stratify } = definition.sample;
  refuseThinFrame(candidates, definition);
  const byId = new Map(candidates.map((context) => [context.id, context]));
  const ids = sample({
    candidates: candidates.map(({ id, emotion }) => ({
      id,
      stratum: stratify === 'emotion' ? emotion : null,
    })),
    size,
    random: createRandom(definition.seed, 'sample'),
  });
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Throws where the sample cannot be drawn, or names an emotion that none of the contexts has. */
function refuseThinFrame(candidates: readonly SampledContext[], definition: StudyDefinition): void {
  const { items, emotions = [] } = definition.sample;
  const found = new Set(candidates.map(({ emotion }) => emotion));
  const absent = emotions.filter((emotion) => !found.has(emotion));
  if (candidates.length > 0 && absent.length > 0)
    throw new WorkbenchError(
      'bad-input',
      `The sample asks for the emotion ${absent.join(', ')}, which no context has that could be drawn. Mend its name or leave it out.`,
      { field: 'sample.emotions' },
    );
  if (candidates.length >= items) return;
  const mend = candidates.length === 0 ? 'Widen' : `Ask for at most ${candidates.length}, or widen`;
  throw new WorkbenchError(
    'bad-input',
    `The sample asks for ${items} items, but only ${candidates.length} contexts of ${definition.dataset} ${frameInWords(definition)}. ${mend} the sample.`,
    { field: 'sample.items', qualifying: candidates.length },
  );
}

function frameInWords({ systems, sample }: StudyDefinition): string {
  const conditions = [
    systems.length === 1 ? `are answered by ${systems[0]}` : `are answered by all ${systems.length} systems`,
    ...(sample.split ? [`belong to the split ${sample.split}`] : []),
    ...(sample.emotions ? [`have one of the emotions ${sample.emotions.join(', ')}`] : []),
  ];
  return conditions.join(' and ');
}

export interface StudyAt {
  readonly studyId: string;
  readonly now: string;
}

/**
 * Opens a draft, or a closed study again; an open one is left as it is. The first time it solves the assignment, where
 * the study asks for one, and freezes the protocol under its hash. Throws `closed` for an imported one.
 */
export function openStudy(db: Db, at: SolvingAt): void {
  write(db, () => {
    const { studyId, now } = at;
    const before = statusOfLiveStudy(db, studyId);
    if (before === 'open') return;
    prepared(
      db,
      `update studies set status = 'open', opened_at = coalesce(opened_at, ?), closed_at = null where id = ?`,
    ).run(now, studyId);
    planStudyDesign(db, at);
    const { hash, isFrozen } = protocolHash(db, studyId);
    prepared(db, 'update studies set protocol_hash = ? where id = ? and protocol_hash is null').run(
      hash,
      studyId,
    );
    const detail = isFrozen ? 'Opened again.' : `Opened; the protocol was frozen (SHA-256 ${hash}).`;
    logStudyEvent(db, { studyId, kind: 'opened', detail, now });
  });
}

function protocolHash(db: Db, studyId: string): { readonly hash: string; readonly isFrozen: boolean } {
  const { definition, frozen } = prepared(
    db,
    'select definition, protocol_hash as frozen from studies where id = ?',
  ).get(studyId) as { definition: string; frozen: string | null };
  const hash = frozen ?? createHash('sha256').update(definition).digest('hex');
  return { hash, isFrozen: frozen !== null };
}

/** Ends rating; everything is kept, and it may be opened again. One that is not open is left as it is. */
export function closeStudy(db: Db, { studyId, now }: StudyAt): void {
  write(db, () => {
    if (statusOfLiveStudy(db, studyId) !== 'open') return;
    prepared(db, `update studies set status = 'closed', closed_at = ? where id = ?`).run(now, studyId);
    logStudyEvent(db, { studyId, kind: 'closed', detail: 'Closed.', now });
  });
}

function statusOfLiveStudy(db: Db, studyId: string): string {
  const study = prepared(db, `select kind, status from studies where id = ? and ${landed()}`).get(studyId) as
    | { kind: string; status: string }
    | undefined;
  if (!study) throw new WorkbenchError('not-found', 'There is no such study.');
  if (study.kind === 'imported')
    throw new WorkbenchError(
      'closed',
      'This study came as finished ratings; it cannot be opened for rating.',
    );
  return study.status;
}

export interface StudyListRow {
  readonly id: string;
  readonly name: string;
  readonly dataset: string;
  readonly kind: 'live' | 'imported';
  readonly status: 'draft' | 'open' | 'closed';
  readonly systems: number;
  readonly items: number;
  readonly annotators: number;
  /** Finished assignments wanted in all. */
  readonly wanted: number;
  readonly submitted: number;
  readonly createdAt: string;
}

/** Newest first. */
export function listStudies(db: Db): StudyListRow[] {
  return prepared(
    db,
    `select s.id, s.name, d.name as dataset, s.kind, s.status, s.created_at as createdAt,
       (select count(*) from study_systems t where t.study_id = s.id) as systems,
       (select count(*) from study_annotators a where a.study_id = s.id) as annotators,
       i.items, i.wanted,
       (select count(*) from assignments a where a.study_id = s.id and a.role = 'task' and a.status = 'submitted') as submitted
     from studies s
     join datasets d on d.id = s.dataset_id
     join (select t.id, count(i.id) as items, coalesce(sum(i.wanted), 0) as wanted
           from studies t left join study_items i on i.study_id = t.id and i.wanted > 0 group by t.id) i on i.id = s.id
     where ${landed('s')}
     order by s.created_at desc, s.name`,
  ).all() as StudyListRow[];
}
