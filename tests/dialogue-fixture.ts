import { type Db, write } from '#db/client.ts';
import { insertRuns } from './study-fixture.ts';

/** Listener turns of a dialogue in which two people take turns, the speaker first. */
export const twoTurns: readonly number[] = [1, 3];

export interface DialoguesSize {
  readonly dialogues: number;
  readonly systems: readonly string[];
  /** Indexes of the listener turns. */
  readonly turns: readonly number[];
  /** Whether each dialogue was had with one system, in turn; else all have answered everywhere. */
  readonly oneSystemEach?: boolean;
}

/** A dataset `talks` of dialogues, with answers at every listener turn. */
export function insertDialogues(
  db: Db,
  { dialogues, systems, turns, oneSystemEach = false }: DialoguesSize,
): void {
  write(db, () => {
    const run = (sql: string, ...values: readonly unknown[]) => db.driver.prepare(sql).run(...values);
    insertRuns(db, 'talks', systems);
    const last = Math.max(...turns);
    for (let id = 1; id <= dialogues; id++) {
      run(
        `insert into dialogues (id, dataset_id, conv_id, split, emotion, situation, turn_count) values (?, 'dat_talks', ?, 'test', ?, ?, ?)`,
        id,
        `talk:${id}`,
        id % 2 ? 'joyful' : 'sad',
        `Situation ${id}.`,
        last + 1,
      );
      const said = Array.from({ length: last + 1 }, (_, turn) => ({
        speaker: turns.includes(turn) ? 'listener' : 'speaker',
        text: `Turn ${turn} of ${id}.`,
      }));
      for (const turn of turns) {
        const context = 100 * id + turn;
        run(
          `insert into contexts (id, dataset_id, dialogue_id, turn_index, history_hash, history, reference) values (?, 'dat_talks', ?, ?, ?, ?, ?)`,
          context,
          id,
          turn,
          `hash ${context}`,
          JSON.stringify(said.slice(0, turn)),
          said[turn]?.text,
        );
        for (const [index, name] of systems.entries())
          if (!oneSystemEach || id % systems.length === index)
            run(
              'insert into responses (id, run_id, context_id, text) values (?, ?, ?, ?)',
              7_000_000 + 30 * context + index,
              `run_${name}`,
              context,
              `An answer at ${turn} of ${id}, ${name.length}.`,
            );
      }
    }
  });
}
