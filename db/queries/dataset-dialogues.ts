import type { Db } from '../client.ts';
import { landed } from '../landed.ts';
import { prepared } from '../prepared.ts';

export interface DialogueChoice {
  readonly datasetId: string;
  /** Null for all. */
  readonly split: string | null;
}

/** The dialogues of a dataset in the order in which they came in, each as a line that `import dataset` reads. */
export function* iterateDialogueLines(db: Db, { datasetId, split }: DialogueChoice): Generator<string> {
  const lines = db.driver.prepare(
    `select json_object('conv_id', d.conv_id, 'emotion', d.emotion, 'situation', d.situation, 'turns', (
       select json_group_array(json_object('speaker', t.speaker, 'text', t.text))
       from (select speaker, text from turns where dialogue_id = d.id order by turn_index) t
     )) as line
     from dialogues d
     where d.dataset_id = @datasetId and ${landed('d')} and (@split is null or d.split = @split)
     order by d.id`,
  );
  for (const row of lines.iterate({ datasetId, split })) yield (row as { line: string }).line;
}

/** How many dialogues datasets have, the most first. */
export function dialogueCounts(
  db: Db,
  names: readonly string[],
): { readonly name: string; readonly dialogues: number }[] {
  return prepared(
    db,
    `select s.name, (select count(*) from dialogues d where d.dataset_id = s.id and ${landed('d')}) as dialogues
     from datasets s where s.name in (select value from json_each(?)) order by dialogues desc, s.name`,
  ).all(JSON.stringify(names)) as { name: string; dialogues: number }[];
}
