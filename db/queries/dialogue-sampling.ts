import type { Sampler } from '#annotations/stratified-sample.ts';
import type { StudyDefinition } from '#annotations/study-definition.ts';
import { WorkbenchError } from '#lib/errors.ts';
import { createRandom } from '#lib/rng.ts';
import type { Db } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';
import type { SampledSystem, SampleFrame } from './study-sampling.ts';

/** A dialogue of a dataset that could be shown, with the systems that have answered at every listener turn of it. */
interface CandidateDialogue {
  readonly id: number;
  readonly convId: string;
  readonly emotion: string | null;
  /** By their order in the study. */
  readonly systems: readonly number[];
  /** Of its last listener turn. */
  readonly contextId: number;
}

/** A dialogue as one system answered it, or the scene of a talk with it. */
export interface DialogueItem {
  readonly contextId: number;
  readonly label: string;
  readonly systemId: string;
}

interface DialogueSample {
  readonly datasetId: string;
  readonly systems: readonly SampledSystem[];
  readonly definition: StudyDefinition;
  readonly sample: Sampler;
}

/**
 * The items of a study of dialogues, in the order in which they are handed out: as many of each system as of any other
 * (±1). Where enough dialogues were answered by all systems, each is drawn with all of them; else (talks, of which each
 * was had with one system) every system's are drawn by themselves. One dialogue's versions lie far apart in the order.
 */
export function drawDialogues(db: Db, drawing: DialogueSample): DialogueItem[] {
  const { definition, systems } = drawing;
  const frame = {
    datasetId: drawing.datasetId,
    runIds: systems.map(({ runId }) => runId),
    sample: definition.sample,
  };
  const found = definition.task ? scenes(db, frame, definition.task.scene) : answeredDialogues(db, frame);
  const common = found.filter((one) => one.systems.length === systems.length);
  const { items } = definition.sample;
  const needed = Math.ceil(items / systems.length);
  const chosen =
    common.length >= needed
      ? crossed(draw(common, { size: needed }, drawing), systems.length).slice(0, items)
      : interleaved(systems.map((_, system) => ofSystem(found, system, drawing)));
  return chosen.map(({ dialogue, system }) => ({
    contextId: dialogue.contextId,
    label: `${dialogue.convId} @ ${definition.systems[system]}`,
    systemId: systems[system]?.systemId ?? '',
  }));
}

interface Version {
  readonly dialogue: CandidateDialogue;
  readonly system: number;
}

/** Every dialogue with every system; systems take turns, and a dialogue comes again only after all the others. */
function crossed(dialogues: readonly CandidateDialogue[], systems: number): Version[] {
  return Array.from({ length: systems }, (_, pass) =>
    dialogues.map((dialogue, index) => ({ dialogue, system: (index + pass) % systems })),
  ).flat();
}

function interleaved(lists: readonly (readonly Version[])[]): Version[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();
}

function ofSystem(found: readonly CandidateDialogue[], system: number, drawing: DialogueSample): Version[] {
  const { definition } = drawing;
  const { items } = definition.sample;
  const count = definition.systems.length;
  const size = Math.floor(items / count) + (system < items % count ? 1 : 0);
  const own = found.filter(({ systems }) => systems.includes(system));
  const name = definition.systems[system] ?? '';
  if (own.length < size) throw tooFew({ name, size, own: own.length, definition });
  return draw(own, { size, salt: [name] }, drawing).map((dialogue) => ({ dialogue, system }));
}

function tooFew({
  name,
  size,
  own,
  definition,
}: {
  readonly name: string;
  readonly size: number;
  readonly own: number;
  readonly definition: StudyDefinition;
}): WorkbenchError {
  const { items } = definition.sample;
  const what = definition.task
    ? `${own} ${own === 1 ? 'dialogue' : 'dialogues'} of ${definition.dataset} can be a scene`
    : `${name} has answered every listener turn of ${own} ${own === 1 ? 'dialogue' : 'dialogues'} of ${definition.dataset}`;
  const most = own * definition.systems.length;
  const mend = most === 0 ? 'Widen the sample.' : `Ask for at most ${most}, or widen the sample.`;
  return new WorkbenchError(
    'bad-input',
    `The sample asks for ${items} items, ${size} of each system, but only ${what}. ${mend}`,
    { field: 'sample.items', qualifying: most },
  );
}

function draw(
  candidates: readonly CandidateDialogue[],
  { size, salt = [] }: { readonly size: number; readonly salt?: readonly string[] },
  { definition, sample }: DialogueSample,
): CandidateDialogue[] {
  const byId = new Map(candidates.map((one) => [one.id, one]));
  const { stratify } = definition.sample;
  const ids = sample({
    candidates: candidates.map(({ id, emotion }) => ({
      id,
      stratum: stratify === 'emotion' ? emotion : null,
    })),
    size,
    random: createRandom(definition.seed, 'sample', ...salt),
  });
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Of several contexts of one turn the first counts: published files repeat some. */
const firstOfTurn = (context: string) => `not exists (
  select 1 from contexts e where e.dialogue_id = ${context}.dialogue_id and e.turn_index = ${context}.turn_index
    and (e.occurrence, e.id) < (${context}.occurrence, ${context}.id))`;

const inFrame = `c.dataset_id = @datasetId and ${landed('c')} and ${landed('d')}
  and (@split is null or d.split = @split)
  and (@emotions is null or d.emotion in (select value from json_each(@emotions)))`;

function frameValues({ datasetId, sample, runIds }: SampleFrame) {
  return {
    datasetId,
    split: sample.split ?? null,
    emotions: sample.emotions ? JSON.stringify(sample.emotions) : null,
    runIds: JSON.stringify(runIds),
  };
}

function answeredDialogues(db: Db, frame: SampleFrame): CandidateDialogue[] {
  const rows = prepared(
    db,
    `with turns as (
       select c.id, c.dialogue_id, c.turn_index from contexts c join dialogues d on d.id = c.dialogue_id
       where ${inFrame} and ${firstOfTurn('c')}
     ), answered as (
       select t.dialogue_id, w.key as system, max(t.id) filter (where not exists (
           select 1 from turns later where later.dialogue_id = t.dialogue_id and later.turn_index > t.turn_index
         )) as context_id
       from turns t cross join json_each(@runIds) w
       left join responses r on r.context_id = t.id and r.run_id = w.value and ${landed('r')}
       group by t.dialogue_id, w.key having count(r.id) = count(*)
     )
     select d.id, d.conv_id as convId, d.emotion, max(a.context_id) as contextId, json_group_array(a.system) as systems
     from answered a join dialogues d on d.id = a.dialogue_id
     group by d.id order by d.id`,
  ).all(frameValues(frame)) as (Omit<CandidateDialogue, 'systems'> & { readonly systems: string })[];
  return rows.map((row) => ({ ...row, systems: JSON.parse(row.systems) as number[] }));
}

/** Dialogues that say what to talk about; anything does where people talk about what they like. */
function scenes(
  db: Db,
  frame: SampleFrame,
  scene: NonNullable<StudyDefinition['task']>['scene'],
): CandidateDialogue[] {
  const rows = prepared(
    db,
    `select d.id, d.conv_id as convId, d.emotion, min(c.id) as contextId
     from contexts c join dialogues d on d.id = c.dialogue_id
     where ${inFrame} and json_valid(@runIds)
       and (@scene <> 'situation' or coalesce(d.situation, '') <> '')
       and (@scene <> 'emotion' or coalesce(d.emotion, '') <> '')
     group by d.id order by d.id`,
  ).all({ ...frameValues(frame), scene }) as Omit<CandidateDialogue, 'systems'>[];
  const systems = frame.runIds.map((_, index) => index);
  return rows.map((row) => ({ ...row, systems }));
}

/** The answers that items of one system show: at every listener turn of their dialogue. To be called inside `write`. */
export function insertDialogueResponses(db: Db, studyId: string): void {
  prepared(
    db,
    `insert into item_responses (item_id, response_id)
     select i.id, r.id from study_items i
     join contexts l on l.id = i.context_id
     join contexts c on c.dialogue_id = l.dialogue_id and ${firstOfTurn('c')}
     join study_systems s on s.study_id = i.study_id and s.system_id = i.system_id
     join responses r on r.context_id = c.id and r.run_id = s.run_id and ${landed('r')}
     where i.study_id = ? and i.system_id is not null
     order by i.id, c.turn_index`,
  ).run(studyId);
}

/**
 * Of an item of one system its answers in the order of their turns; none of a talk, which is still to be had. Undefined of
 * an item of several systems.
 */
export function answersInTurn(db: Db, itemId: number): number[] | undefined {
  const item = prepared(
    db,
    `select i.system_id as systemId, s.definition -> '$.task' is not null as isTalk
     from study_items i join studies s on s.id = i.study_id where i.id = ?`,
  ).get(itemId) as { systemId: string | null; isTalk: 0 | 1 } | undefined;
  if (!item || item.systemId === null) return undefined;
  if (item.isTalk === 1) return [];
  const rows = prepared(
    db,
    `select r.id from item_responses o join responses r on r.id = o.response_id
     join contexts c on c.id = r.context_id where o.item_id = ? order by c.turn_index, r.id`,
  ).all(itemId) as { id: number }[];
  return rows.map(({ id }) => id);
}
